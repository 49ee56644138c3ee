package org.llamaorch.core.placement;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pool with its true figures, for {@code GET /v2/pools} (B-CP-010 to 014).
 *
 * @param queuedInteractive interactive tasks that count against its queue
 * @param queuedBatch batch tasks that count against its queue
 * @param drainRatePerSecond tasks that leave the queue a second, as measured; 0 while nothing is
 * @param tokensPerSecond tokens decoded a second over the last 10 s, all replicas together
 */
public record PoolView(
        PoolSpec spec,
        boolean live,
        boolean ready,
        boolean draining,
        boolean cold,
        @Nullable String lastError,
        int queuedInteractive,
        int queuedBatch,
        int slotsTotal,
        int slotsFree,
        double drainRatePerSecond,
        double tokensPerSecond,
        List<ReplicaView> replicas) {

    public PoolView {
        replicas = List.copyOf(replicas);
    }

    /**
     * A replica and what it does now.
     *
     * @param slotsBusy leases held
     * @param breaker closed, open or half_open
     * @param restingUntilMs epoch milliseconds until which it asked to be left alone; 0 when it did
     *     not
     */
    public record ReplicaView(
            ReplicaStatus status, int slotsBusy, String breaker, long restingUntilMs) {}
}
