package org.llamaorch.core.placement;

import org.jspecify.annotations.Nullable;

/**
 * How a replica is, as supervision or the health poll last saw it.
 *
 * @param live the process answers health (or is started and supervised)
 * @param ready it has decoded a token and may be given work
 * @param lastError why it is not ready, or the last crash; null without one
 * @param retryAtMs epoch milliseconds when supervision tries again; 0 when it is not waiting
 * @param breakerOpen supervision starts it no more until {@code retryAtMs}: it crashed too often
 */
public record ReplicaCondition(
        boolean live,
        boolean ready,
        @Nullable String lastError,
        long retryAtMs,
        boolean breakerOpen) {

    public static final ReplicaCondition READY = new ReplicaCondition(true, true, null, 0, false);

    /** Neither live nor ready, and nobody tries to change that. */
    public static ReplicaCondition down(@Nullable String why) {
        return new ReplicaCondition(false, false, why, 0, false);
    }
}
