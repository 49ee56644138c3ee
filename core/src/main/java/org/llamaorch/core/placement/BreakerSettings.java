package org.llamaorch.core.placement;

/**
 * When a replica's breaker opens and for how long.
 *
 * @param failures engine faults in a row that open it
 * @param openMs how long it stays open the first time; doubles on a failed trial
 * @param openMaxMs longest it stays open
 */
public record BreakerSettings(int failures, long openMs, long openMaxMs) {

    public BreakerSettings {
        if (failures < 1 || openMs < 1) {
            throw new IllegalArgumentException("a breaker needs a failure and a time to open for");
        }
        if (openMaxMs < openMs) {
            throw new IllegalArgumentException(
                    "the longest time that a breaker stays open is less than the first");
        }
    }
}
