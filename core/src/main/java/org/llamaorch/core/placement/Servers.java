package org.llamaorch.core.placement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.model.KnownModels;

/**
 * Who can serve which demand, looked up once and kept until replicas or pools change. Confined to
 * the scheduler's thread.
 */
final class Servers {

    /** Callers choose what they demand, so what is kept of it is bounded. */
    private static final int KEPT_MAX = 8192;

    private final Map<String, Pool> pools;
    private final Map<ReplicaGroup.Key, ReplicaGroup> groups;
    private final ModelNames names = new ModelNames();
    private final Map<Demand, Targets> kept = new HashMap<>();

    /** Looks at the fleet's own pools and groups; does not change them. */
    Servers(Map<String, Pool> pools, Map<ReplicaGroup.Key, ReplicaGroup> groups) {
        this.pools = pools;
        this.groups = groups;
    }

    /** Pools or replicas changed in what they serve. */
    void changed() {
        kept.clear();
        names.learn(pools.values(), groups.values());
    }

    /** The catalog changed. */
    void catalog(KnownModels catalog) {
        names.catalog(catalog);
        changed();
    }

    KnownModels catalog() {
        return names.catalog();
    }

    boolean configured(String modelRef, PoolSpec pool) {
        return names.configured(modelRef, pool);
    }

    boolean knows(String modelRef) {
        return names.known(modelRef);
    }

    Targets targets(Demand demand) {
        Targets targets = kept.get(demand);
        if (targets == null) {
            targets = find(demand);
            if (kept.size() >= KEPT_MAX) {
                kept.clear();
            }
            kept.put(demand, targets);
        }
        return targets;
    }

    private Targets find(Demand demand) {
        List<ReplicaGroup> serving = new ArrayList<>();
        List<ReplicaGroup> servingWork = new ArrayList<>();
        Set<String> servingPools = new HashSet<>();
        for (ReplicaGroup group : groups.values()) {
            Pool pool = pools.get(group.key().poolId());
            if (pool != null && Serving.servesWork(demand, group.key(), pool.spec, names)) {
                servingWork.add(group);
                if (Serving.serves(demand, group.key())) {
                    serving.add(group);
                    servingPools.add(pool.id());
                }
            }
        }
        List<Pool> found = new ArrayList<>();
        boolean willServeWork = false;
        for (Pool pool : pools.values()) {
            boolean will =
                    pool.replicas.isEmpty() && Serving.willServeWork(demand, pool.spec, names);
            willServeWork |= will;
            if (servingPools.contains(pool.id()) || (will && demand.allows(pool.id()))) {
                found.add(pool);
            }
        }
        return new Targets(
                found,
                serving,
                willServeWork || !servingWork.isEmpty(),
                willServeWork ? null : largestCtx(servingWork));
    }

    /** Null when one of them is not known. */
    private static @Nullable Integer largestCtx(List<ReplicaGroup> groups) {
        int largest = 0;
        for (ReplicaGroup group : groups) {
            if (group.key().ctxMax() == 0) {
                return null;
            }
            largest = Math.max(largest, group.key().ctxMax());
        }
        return largest == 0 ? null : largest;
    }
}
