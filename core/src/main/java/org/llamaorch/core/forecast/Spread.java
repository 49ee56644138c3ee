package org.llamaorch.core.forecast;

/** A log-normal quantity: mean and variance of its natural logarithm. */
record Spread(double mean, double variance) {

    private static final double VARIANCE_LEAST = 1e-6;

    Spread {
        variance = Math.max(VARIANCE_LEAST, variance);
    }

    /** The log-normal with this mean and standard deviation; a mean of 0 is taken as one of 1. */
    static Spread ofMoments(double mean, double sd) {
        double positive = Math.max(1, mean);
        double relative = sd / positive;
        double variance = Math.log1p(relative * relative);
        return new Spread(Math.log(positive) - variance / 2, variance);
    }

    double sd() {
        return Math.sqrt(variance);
    }

    /** Mean of the quantity itself. */
    double expected() {
        return Math.exp(mean + variance / 2);
    }

    /** Standard deviation of the quantity itself. */
    double expectedSd() {
        return expected() * Math.sqrt(Math.expm1(variance));
    }

    /** Chance that the quantity is at most {@code value}. */
    double atMost(double value) {
        return value <= 0 ? 0 : Normal.below((Math.log(value) - mean) / sd());
    }

    /** Mean of the quantity where everything above {@code cap} counts as {@code cap}. */
    double expectedCapped(double cap) {
        double z = (Math.log(cap) - mean) / sd();
        return expected() * Normal.below(z - sd()) + cap * Normal.below(-z);
    }

    /** Mean of the square of the quantity where everything above {@code cap} counts as it. */
    double squareCapped(double cap) {
        double z = (Math.log(cap) - mean) / sd();
        return Math.exp(2 * mean + 2 * variance) * Normal.below(z - 2 * sd())
                + cap * cap * Normal.below(-z);
    }

    /** Mean of the logarithm, given that the quantity is above {@code floor}. */
    double logAbove(double floor) {
        double z = (Math.log(floor) - mean) / sd();
        double tail = Normal.below(-z);
        if (tail < 1e-4) {
            return Math.log(floor) + sd() / Math.max(1, z);
        }
        return mean + sd() * Normal.density(z) / tail;
    }

    /** Mean of what is left of the quantity once {@code elapsed} of it is over. */
    double expectedRest(double elapsed) {
        if (elapsed <= 0) {
            return expected();
        }
        double z = (Math.log(elapsed) - mean) / sd();
        double tail = Normal.below(-z);
        if (tail < 1e-4) {
            // Far beyond what was expected: what took this long takes a while longer.
            return elapsed * sd() / Math.max(1, z);
        }
        return Math.max(0, expected() * Normal.below(sd() - z) / tail - elapsed);
    }
}
