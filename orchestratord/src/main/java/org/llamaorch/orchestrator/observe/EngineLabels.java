package org.llamaorch.orchestrator.observe;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;

/**
 * Which engine and which version of it a pool or a replica has, as labels. What is not known is
 * empty. Guarded by its own lock.
 */
final class EngineLabels {

    private static final int REPLICAS_MOST = 4096;

    private final Map<String, PoolSpec> pools = new LinkedHashMap<>();
    private final Map<String, String> versions = new HashMap<>();
    private final LinkedHashMap<ReplicaId, ReplicaStatus> replicas = new LinkedHashMap<>();

    EngineLabels(List<PoolSpec> pools) {
        for (PoolSpec pool : pools) {
            this.pools.put(pool.id(), pool);
        }
    }

    /** Remembers what is known of a replica; the one heard of longest ago is forgotten first. */
    synchronized void learn(ReplicaStatus status) {
        replicas.remove(status.id());
        replicas.put(status.id(), status);
        if (replicas.size() > REPLICAS_MOST) {
            replicas.remove(replicas.firstEntry().getKey());
        }
        if (pools.containsKey(status.id().pool()) && !status.engineVersion().isEmpty()) {
            versions.put(status.id().pool(), status.engineVersion());
        }
    }

    synchronized Optional<ReplicaStatus> replica(ReplicaId id) {
        return Optional.ofNullable(replicas.get(id));
    }

    /** The engine of the pool, else {@code asked}, else empty. */
    synchronized String engine(@Nullable String poolId, @Nullable EngineKind asked) {
        PoolSpec pool = poolId == null ? null : pools.get(poolId);
        if (pool != null) {
            return pool.engine().wireName();
        }
        return asked == null ? "" : asked.wireName();
    }

    /** The version last heard of in that pool. */
    synchronized String version(@Nullable String poolId) {
        return poolId == null ? "" : versions.getOrDefault(poolId, "");
    }

    /** A replica's label: its name, with its node where that is not this machine. */
    static String replicaLabel(ReplicaId id) {
        return id.node().equals(ReplicaId.LOCAL_NODE)
                ? id.replica()
                : id.node() + "/" + id.replica();
    }

    /** The labels engine, engine_version, pool_id, replica_id, and those given. */
    static String[] labels(ReplicaStatus status, String... more) {
        String[] labels = new String[4 + more.length];
        labels[0] = status.engine().wireName();
        labels[1] = status.engineVersion();
        labels[2] = status.id().pool();
        labels[3] = replicaLabel(status.id());
        System.arraycopy(more, 0, labels, 4, more.length);
        return labels;
    }
}
