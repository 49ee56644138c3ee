package org.llamaorch.core.forecast;

/**
 * How predictions turned out against what happened, so that the next ones are neither too short nor
 * too sure. Confined to its owner's thread.
 */
final class Residual {

    private static final double SLOWEST = 0.03;
    private static final double DEVIATIONS_MOST = 5;
    private static final double PRIOR_WEIGHT = 6;
    private static final double STRETCH_LEAST = 0.3;
    private static final double STRETCH_MOST = 4;

    private final LogAverage bias;
    private double squares;
    private long count;

    Residual() {
        this(new LogAverage(), 1, 0);
    }

    Residual(LogAverage bias, double squares, long count) {
        if (!(squares >= 0) || Double.isInfinite(squares) || count < 0) {
            throw new IllegalArgumentException("not a residual");
        }
        this.bias = bias;
        this.squares = squares;
        this.count = count;
    }

    /** What is really to be expected where the raw model expects {@code raw}. */
    Spread correct(Spread raw) {
        double own = count / (count + PRIOR_WEIGHT);
        double stretch =
                Math.clamp(Math.sqrt(own * squares + 1 - own), STRETCH_LEAST, STRETCH_MOST);
        return new Spread(raw.mean() + own * bias.mean(), raw.variance() * stretch * stretch);
    }

    void learn(Spread raw, double actualMs) {
        double off = Math.log(Math.max(1, actualMs)) - raw.mean();
        double deviations =
                Math.clamp((off - bias.mean()) / raw.sd(), -DEVIATIONS_MOST, DEVIATIONS_MOST);
        bias.add(off, SLOWEST);
        double weight = Math.max(SLOWEST, 1.0 / (count + 1));
        squares += weight * (deviations * deviations - squares);
        count++;
    }

    LogAverage bias() {
        return bias;
    }

    double squares() {
        return squares;
    }

    long count() {
        return count;
    }
}
