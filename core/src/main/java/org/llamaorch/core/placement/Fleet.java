package org.llamaorch.core.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.core.model.CatalogModel;
import org.llamaorch.core.model.KnownModels;

/**
 * All pools and replicas, and what each demand may run on. Every change of a replica goes through
 * here, so that it always stands among the free ones exactly when it has a slot free. Confined to
 * the scheduler's thread.
 */
public final class Fleet {

    private BreakerSettings breakerSettings;
    private final TreeMap<String, Pool> pools = new TreeMap<>();
    private final Map<ReplicaId, Replica> replicas = new HashMap<>();
    private final Map<ReplicaGroup.Key, ReplicaGroup> groups = new HashMap<>();
    private final Map<String, Optional<Long>> draining = new TreeMap<>();
    private final Servers servers = new Servers(pools, groups);
    private PoolSpec usual = PoolSpec.usual();
    private long version;

    public Fleet(BreakerSettings breakerSettings) {
        this.breakerSettings = breakerSettings;
    }

    /** From now on these hold, for replicas that are bound from now on. */
    public void take(BreakerSettings others) {
        breakerSettings = others;
    }

    /** Counts the changes that can alter what a demand may run on. */
    public long version() {
        return version;
    }

    public Collection<Pool> pools() {
        return Collections.unmodifiableCollection(pools.values());
    }

    public Optional<Pool> pool(String poolId) {
        return Optional.ofNullable(pools.get(poolId));
    }

    /** A replica that is bound, or that still has attempts although it is not any more. */
    public Optional<Replica> replica(ReplicaId id) {
        return Optional.ofNullable(replicas.get(id));
    }

    public Collection<Replica> replicas() {
        return Collections.unmodifiableCollection(replicas.values());
    }

    /**
     * Takes the configuration's pools, all of them.
     *
     * @param usualLimits those of pools that only a replica names
     */
    public void configure(List<PoolSpec> specs, PoolSpec usualLimits) {
        usual = usualLimits;
        for (Pool pool : pools.values()) {
            pool.configured = false;
        }
        for (PoolSpec spec : specs) {
            Pool pool = pools.get(spec.id());
            if (pool == null) {
                addPool(spec, true);
            } else {
                pool.spec = spec;
                pool.configured = true;
            }
        }
        pools.values().removeIf(pool -> !pool.configured && pool.replicas.isEmpty());
        for (Pool pool : pools.values()) {
            if (!pool.configured) {
                pool.spec = usual.made(pool.id(), pool.spec.engine());
            }
            holdToOneVersion(pool);
        }
        serversChanged();
    }

    public void preparing(String poolId, List<PreparationStep> steps) {
        Pool pool = pools.get(poolId);
        if (pool != null) {
            pool.preparation(steps);
        }
    }

    /** Binds a replica, or takes what is newly known of it. Says whether it is a new binding. */
    public boolean bind(ReplicaStatus status) {
        Pool pool = pools.get(status.id().pool());
        if (pool == null) {
            pool = addPool(usual.made(status.id().pool(), status.engine()), false);
        }
        Replica replica = replicas.get(status.id());
        if (replica == null) {
            replica = new Replica(status, new CircuitBreaker(breakerSettings));
            replica.draining = pool.draining;
            replica.held = pool.held;
            replicas.put(status.id(), replica);
            pool.replicas.put(status.id(), replica);
            pool.count(replica);
            regroup(replica);
            change(replica, () -> {});
            holdToOneVersion(pool);
            return true;
        }
        Replica known = replica;
        boolean held = pool.held;
        boolean rebound = !replica.bound;
        boolean restarted = rebound || (status.ready() && !replica.status.ready());
        change(
                known,
                () -> {
                    known.status = status;
                    known.bound = true;
                    known.draining = draining.containsKey(status.id().pool());
                    known.held = held;
                    if (restarted) {
                        known.breaker = new CircuitBreaker(breakerSettings);
                        known.restingUntilMs = 0;
                    }
                    if (known.group == null
                            || !known.group.key().equals(ReplicaGroup.Key.of(status))) {
                        regroup(known);
                    }
                });
        if (rebound) {
            pool.replicas.put(status.id(), known);
            pool.count(known);
        }
        holdToOneVersion(pool);
        return rebound;
    }

    /** Unbinds a replica; it is kept aside while attempts hold slots of it. */
    public void unbind(Replica replica) {
        change(replica, () -> replica.bound = false);
        Pool pool = pools.get(replica.id().pool());
        if (pool != null && pool.replicas.get(replica.id()) == replica) {
            pool.uncount(replica);
            pool.replicas.remove(replica.id());
            holdToOneVersion(pool);
            if (!pool.configured && pool.replicas.isEmpty()) {
                pools.remove(pool.id());
            }
        }
        ungroup(replica);
        forgetIfOver(replica);
        serversChanged();
    }

    /**
     * Puts another engine in the place of the one that is bound there, at once: what starts from
     * now on starts on the new one, and attempts on the old one go on until they are over.
     */
    public void replace(ReplicaStatus status) {
        Replica before = replicas.remove(status.id());
        if (before != null) {
            Pool pool = pools.get(status.id().pool());
            if (pool != null && pool.replicas.get(status.id()) == before) {
                pool.uncount(before);
                pool.replicas.remove(status.id());
            }
            change(before, () -> before.bound = false);
            ungroup(before);
        }
        bind(status);
    }

    /** Another model is served by the pool from now on. */
    public void serves(String poolId, @Nullable String model) {
        Pool pool = pools.get(poolId);
        if (pool != null) {
            pool.spec = pool.spec.withModel(model);
            serversChanged();
        }
    }

    /** Lets nothing start on the pool, or lets it again; its queue goes on taking tasks. */
    public void hold(String poolId, boolean on) {
        Pool pool = pools.get(poolId);
        if (pool != null) {
            pool.held = on;
            for (Replica replica : pool.replicas.values()) {
                change(replica, () -> replica.held = on);
            }
        }
    }

    /**
     * Marks the pool, also one that is not known yet: a drain survives a restart.
     *
     * @param deadlineAtMs until when running work may go on, epoch milliseconds; null for ever
     */
    public void drain(String poolId, @Nullable Long deadlineAtMs) {
        draining.put(poolId, Optional.ofNullable(deadlineAtMs));
        markDraining(poolId, true);
    }

    public void undrain(String poolId) {
        draining.remove(poolId);
        markDraining(poolId, false);
    }

    /** The drains, each with its deadline in epoch milliseconds, by pool. */
    public Map<String, Optional<Long>> drains() {
        return Collections.unmodifiableMap(draining);
    }

    /** Until when the draining pool's running work may go on; null for ever, or when it is not. */
    public @Nullable Long drainDeadlineAtMs(String poolId) {
        Optional<Long> deadline = draining.get(poolId);
        return deadline == null ? null : deadline.orElse(null);
    }

    private void markDraining(String poolId, boolean on) {
        Pool pool = pools.get(poolId);
        if (pool != null) {
            pool.draining = on;
            for (Replica replica : pool.replicas.values()) {
                change(replica, () -> replica.draining = on);
            }
        }
    }

    /** Where the demand can be served, whatever is busy now. */
    public Targets targets(Demand demand) {
        return servers.targets(demand);
    }

    /** Takes the catalog as it is now. */
    public void catalog(KnownModels catalog) {
        servers.catalog(catalog);
        version++;
    }

    /** The catalog entry that stands behind what the pool serves, as far as one does. */
    public Optional<CatalogModel> catalogued(Pool pool) {
        List<@Nullable String> digests = new ArrayList<>();
        for (Replica replica : pool.replicas.values()) {
            digests.add(replica.status().modelDigest());
        }
        return servers.catalog().behind(pool.spec.model(), pool.spec.aliases(), digests);
    }

    /** The pools that are configured with the model, whether or not they will serve it. */
    public List<Pool> configuredWith(String modelRef) {
        return pools.values().stream()
                .filter(pool -> servers.configured(modelRef, pool.spec))
                .toList();
    }

    /** The catalog entry that the reference itself names. */
    public Optional<CatalogModel> catalogued(String modelRef) {
        return servers.catalog().named(modelRef);
    }

    /** Whether the reference is an alias, a pool's model, or a name that a replica reports. */
    public boolean knowsModel(String modelRef) {
        return servers.knows(modelRef);
    }

    /** The session's replica, as long as its cache may be there: it is bound and answers. */
    public @Nullable Replica liveReplica(@Nullable ReplicaId id) {
        Replica replica = id == null ? null : replicas.get(id);
        return replica != null && replica.bound && replica.status.live() ? replica : null;
    }

    /** Changes a replica and puts it in its right place among the free ones. */
    void change(Replica replica, Runnable change) {
        Pool pool = pools.get(replica.id().pool());
        boolean counted = pool != null && pool.replicas.get(replica.id()) == replica;
        if (pool != null && counted) {
            pool.uncount(replica);
        }
        if (replica.group != null && replica.amongFree) {
            replica.group.removeFree(replica);
            replica.amongFree = false;
        }
        change.run();
        if (pool != null && counted) {
            pool.count(replica);
        }
        if (replica.group != null && replica.hasFreeSlot()) {
            replica.group.addFree(replica);
            replica.amongFree = true;
        }
    }

    /** Where a pool wants one engine version, replicas of another one get no work (ORCH-3046). */
    private void holdToOneVersion(Pool pool) {
        pool.chooseEngineVersion();
        for (Replica replica : pool.replicas.values()) {
            boolean other = pool.hasOtherVersion(replica);
            if (other != replica.otherVersion) {
                change(replica, () -> replica.otherVersion = other);
            }
        }
    }

    /** Drops a replica that was unbound and on which nothing runs any more. */
    void forgetIfOver(Replica replica) {
        if (!replica.bound && replica.busySlots() == 0) {
            replicas.remove(replica.id(), replica);
        }
    }

    private Pool addPool(PoolSpec spec, boolean configured) {
        Pool pool = new Pool(spec, configured);
        pool.draining = draining.containsKey(spec.id());
        pools.put(spec.id(), pool);
        return pool;
    }

    private void regroup(Replica replica) {
        ungroup(replica);
        groups.computeIfAbsent(ReplicaGroup.Key.of(replica.status), ReplicaGroup::new)
                .join(replica);
        serversChanged();
    }

    private void ungroup(Replica replica) {
        ReplicaGroup group = replica.group;
        if (group == null) {
            return;
        }
        if (replica.amongFree) {
            group.removeFree(replica);
            replica.amongFree = false;
        }
        group.leave(replica);
        if (group.isEmpty()) {
            groups.remove(group.key());
        }
    }

    private void serversChanged() {
        version++;
        servers.changed();
    }
}
