package org.llamaorch.core.forecast;

/**
 * What was learned of one pool's engines, on the log scale. Confined to the scheduler's thread.
 *
 * @param prefill milliseconds for a prompt token that is not cached
 * @param decode milliseconds for a decoded token
 * @param total milliseconds an attempt held its slot
 */
record PoolPace(LogAverage prefill, LogAverage decode, LogAverage total, Residual residual) {

    static PoolPace fresh() {
        return new PoolPace(new LogAverage(), new LogAverage(), new LogAverage(), new Residual());
    }
}
