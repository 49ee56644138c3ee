package org.llamaorch.core.forecast;

/** The standard normal distribution. */
final class Normal {

    private static final double ROOT_TWO_PI = Math.sqrt(2 * Math.PI);
    private static final int BISECTIONS = 60;

    private Normal() {}

    static double density(double z) {
        return Math.exp(-z * z / 2) / ROOT_TWO_PI;
    }

    /**
     * Chance of a value below {@code z}, to seven digits (Abramowitz and Stegun, Handbook of
     * Mathematical Functions, 26.2.17).
     */
    static double below(double z) {
        if (z < 0) {
            return 1 - below(-z);
        }
        double t = 1 / (1 + 0.2316419 * z);
        double series =
                t
                        * (0.319381530
                                + t
                                        * (-0.356563782
                                                + t
                                                        * (1.781477937
                                                                + t
                                                                        * (-1.821255978
                                                                                + t
                                                                                        * 1.330274429))));
        return 1 - density(z) * series;
    }

    /** The value that a share {@code p} lies below, 0 to 1 exclusive; not for hot paths. */
    static double quantile(double p) {
        double low = -8;
        double high = 8;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (below(middle) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
