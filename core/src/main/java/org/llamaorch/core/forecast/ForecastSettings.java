package org.llamaorch.core.forecast;

/**
 * The bounds of what the forecast remembers; beyond them it forgets what it heard of longest ago.
 *
 * @param poolsMax most pools with speeds and rates of their own
 * @param historiesMax most histories of output length and prompts, of each kind
 * @param measuredAfter finished tasks of a pool from which its service times count as measured
 */
public record ForecastSettings(int poolsMax, int historiesMax, int measuredAfter) {

    public ForecastSettings {
        if (poolsMax < 1 || historiesMax < 1 || measuredAfter < 1) {
            throw new IllegalArgumentException("a forecast remembers at least one of each");
        }
    }

    public static ForecastSettings defaults() {
        return new ForecastSettings(256, 1024, 3);
    }
}
