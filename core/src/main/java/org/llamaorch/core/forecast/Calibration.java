package org.llamaorch.core.forecast;

/**
 * Bends told chances until they come true: a logistic map of the raw chance, monotone, learned one
 * outcome at a time (B-DL-004). Confined to the scheduler's thread.
 */
final class Calibration {

    private static final double CHANCE_LEAST = 0.001;
    private static final double STEP_FIRST = 0.3;
    private static final double STEP_LEAST = 0.01;
    private static final double SLOPE_LEAST = 0.2;
    private static final double SLOPE_MOST = 4;
    private static final double SHIFT_MOST = 4;

    private double slope;
    private double shift;
    private long count;

    Calibration() {
        this(1, 0, 0);
    }

    Calibration(double slope, double shift, long count) {
        if (!(slope >= SLOPE_LEAST && slope <= SLOPE_MOST)
                || !(Math.abs(shift) <= SHIFT_MOST)
                || count < 0) {
            throw new IllegalArgumentException("not a calibration");
        }
        this.slope = slope;
        this.shift = shift;
        this.count = count;
    }

    /** The chance to tell for a raw one. */
    double bend(double raw) {
        return logistic(slope * logit(raw) + shift);
    }

    /** Learns from a chance that was told and what came of it. */
    void learn(double told, boolean onTime) {
        // What was told has been through the map: back to what the map was given.
        double raw = (logit(told) - shift) / slope;
        double excess = logistic(slope * raw + shift) - (onTime ? 1 : 0);
        double step = Math.max(STEP_LEAST, STEP_FIRST / Math.sqrt(count + 1.0));
        slope = Math.clamp(slope - step * excess * raw, SLOPE_LEAST, SLOPE_MOST);
        shift = Math.clamp(shift - step * excess, -SHIFT_MOST, SHIFT_MOST);
        count++;
    }

    double slope() {
        return slope;
    }

    double shift() {
        return shift;
    }

    long count() {
        return count;
    }

    private static double logit(double chance) {
        double inside = Math.clamp(chance, CHANCE_LEAST, 1 - CHANCE_LEAST);
        return Math.log(inside / (1 - inside));
    }

    private static double logistic(double value) {
        return 1 / (1 + Math.exp(-value));
    }
}
