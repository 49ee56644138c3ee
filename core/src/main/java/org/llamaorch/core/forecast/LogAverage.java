package org.llamaorch.core.forecast;

/**
 * An exponential average of a positive quantity's logarithm, and its variance. Confined to its
 * owner's thread.
 *
 * <p>On the log scale an engine twice as slow and one twice as quick are equally far off. A single
 * odd value counts at most {@link #OUTLIER_SDS} deviations; when odd values go on, the variance
 * grows and lets them in.
 */
final class LogAverage {

    /** Standard deviations from the mean beyond which a value is cut off. */
    private static final double OUTLIER_SDS = 4;

    /** Least standard deviation that is reckoned with: equal values would cut off all others. */
    private static final double OUTLIER_SD_LEAST = 0.1;

    /** Values before which none is cut off, for the variance is not known yet. */
    private static final int TRUSTED_AFTER = 8;

    private static final long COUNT_MAX = 1_000_000;

    private long count;
    private double mean;
    private double variance;

    LogAverage() {}

    LogAverage(long count, double mean, double variance) {
        if (count < 0 || !Double.isFinite(mean) || !Double.isFinite(variance) || variance < 0) {
            throw new IllegalArgumentException("not an average");
        }
        this.count = count;
        this.mean = mean;
        this.variance = variance;
    }

    /**
     * Takes a logarithm in.
     *
     * @param leastWeight what a new value weighs at least, such as 0.05
     */
    void add(double logarithm, double leastWeight) {
        double step = logarithm - mean;
        if (count >= TRUSTED_AFTER) {
            double most = OUTLIER_SDS * Math.max(OUTLIER_SD_LEAST, Math.sqrt(variance));
            step = Math.clamp(step, -most, most);
        }
        double weight = Math.max(leastWeight, 1.0 / (count + 1));
        mean += weight * step;
        variance = (1 - weight) * (variance + weight * step * step);
        count = Math.min(COUNT_MAX, count + 1);
    }

    long count() {
        return count;
    }

    double mean() {
        return mean;
    }

    double variance() {
        return variance;
    }

    /**
     * This average where it has seen much, {@code prior} where it has seen little: a mixture of
     * both, whose variance grows with the gap between their means.
     *
     * @param priorWeight after so many values both count the same
     */
    Spread over(Spread prior, double priorWeight) {
        double own = count / (count + priorWeight);
        double gap = mean - prior.mean();
        return new Spread(
                own * mean + (1 - own) * prior.mean(),
                own * variance + (1 - own) * prior.variance() + own * (1 - own) * gap * gap);
    }
}
