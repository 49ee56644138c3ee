package org.llamaorch.core.forecast;

/**
 * When a queued task should start.
 *
 * @param meanMs expected milliseconds from now
 * @param sdMs standard deviation of that, milliseconds
 */
public record StartTime(long meanMs, double sdMs) {

    public StartTime {
        if (meanMs < 0 || !(sdMs >= 0)) {
            throw new IllegalArgumentException("a start time is not negative");
        }
    }
}
