package org.llamaorch.core.placement;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.PreparationStep;

/** A pool and its replicas. Changed by {@link Fleet} alone. Confined to the scheduler's thread. */
public final class Pool {

    PoolSpec spec;
    boolean configured;
    boolean draining;
    final TreeMap<ReplicaId, Replica> replicas = new TreeMap<>();
    private List<PreparationStep> preparation = List.of();

    Pool(PoolSpec spec, boolean configured) {
        this.spec = spec;
        this.configured = configured;
    }

    public String id() {
        return spec.id();
    }

    public PoolSpec spec() {
        return spec;
    }

    public boolean draining() {
        return draining;
    }

    public Iterable<Replica> replicas() {
        return replicas.values();
    }

    /** What still has to happen before it can serve; empty when nothing has to (B-DP-022). */
    public List<PreparationStep> preparation() {
        return preparation;
    }

    void preparation(List<PreparationStep> steps) {
        preparation = List.copyOf(steps);
    }

    /** Whether a replica of it may be given work. */
    public boolean ready() {
        return replicas.values().stream().anyMatch(Replica::inService);
    }

    /** Whether it has replicas and every one that lives has its breaker open. */
    public boolean breakerOpen() {
        return !replicas.isEmpty() && replicas.values().stream().allMatch(Replica::breakerOpen);
    }

    /** Slots of the replicas that may be given work, busy ones included. */
    public int slotsInService() {
        return replicas.values().stream()
                .filter(Replica::inService)
                .mapToInt(replica -> replica.status().slots())
                .sum();
    }

    /**
     * When supervision tries its replicas again, the soonest, epoch milliseconds; null for none.
     */
    public @Nullable Long retryAtMs() {
        Long soonest = null;
        for (Replica replica : replicas.values()) {
            long at = replica.status().retryAtMs();
            if (at > 0 && (soonest == null || at < soonest)) {
                soonest = at;
            }
        }
        return soonest;
    }
}
