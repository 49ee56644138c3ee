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

    /** Whether nothing starts on it while its queue goes on taking tasks. */
    boolean held;

    /** The engine version that it holds to; null while it holds to none. */
    private @Nullable String engineVersion;

    final TreeMap<ReplicaId, Replica> replicas = new TreeMap<>();
    private List<PreparationStep> preparation = List.of();
    private int slotsInService;
    private int busyInService;
    private int brokenReplicas;

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
        return slotsInService > 0;
    }

    /** Whether it has replicas and every one has its breaker open. */
    public boolean breakerOpen() {
        return brokenReplicas > 0 && brokenReplicas == replicas.size();
    }

    /** Slots of the replicas that may be given work, busy ones included. */
    public int slotsInService() {
        return slotsInService;
    }

    /** How many of {@link #slotsInService} are busy. */
    public int busyInService() {
        return busyInService;
    }

    /** The engine version that its replicas must have to be given work; null for any. */
    public @Nullable String engineVersion() {
        return engineVersion;
    }

    /**
     * Chooses the version anew: the one that it has, as long as a ready replica has it too, else
     * that of the first which is ready.
     */
    void chooseEngineVersion() {
        String first = null;
        boolean kept = false;
        for (Replica replica : replicas.values()) {
            ReplicaStatus status = replica.status();
            if (status.live() && status.ready() && !status.engineVersion().isEmpty()) {
                first = first == null ? status.engineVersion() : first;
                kept |= status.engineVersion().equals(engineVersion);
            }
        }
        if (!spec.sameEngineVersion()) {
            engineVersion = null;
        } else if (!kept) {
            engineVersion = first;
        }
    }

    /** Whether the replica is known to have another version than the one that it holds to. */
    boolean hasOtherVersion(Replica replica) {
        String version = replica.status().engineVersion();
        return engineVersion != null && !version.isEmpty() && !version.equals(engineVersion);
    }

    /** Counts a replica as it now stands. */
    void count(Replica replica) {
        count(replica, 1);
    }

    /** Takes a replica out of the counts, before it changes. */
    void uncount(Replica replica) {
        count(replica, -1);
    }

    private void count(Replica replica, int by) {
        if (replica.inService()) {
            slotsInService += by * replica.status().slots();
            busyInService += by * replica.busySlots();
        }
        if (replica.breakerOpen()) {
            brokenReplicas += by;
        }
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
