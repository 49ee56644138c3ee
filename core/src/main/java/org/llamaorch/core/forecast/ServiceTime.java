package org.llamaorch.core.forecast;

/**
 * How long a task should hold its slot.
 *
 * @param meanMs expected milliseconds from the start of its attempt to its end
 * @param sdMs standard deviation of that, milliseconds
 * @param measured whether it rests on finished tasks of that pool; a deadline is never refused on
 *     one that does not (B-DL-001)
 */
public record ServiceTime(double meanMs, double sdMs, boolean measured) {

    public ServiceTime {
        if (!(meanMs >= 0) || !(sdMs >= 0)) {
            throw new IllegalArgumentException("a service time is not negative");
        }
    }
}
