package org.llamaorch.orchestrator.daemon;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.orchestrator.config.PoolConfig;
import org.llamaorch.orchestrator.registry.Binding;
import org.llamaorch.orchestrator.registry.ConfiguredPools;
import org.llamaorch.orchestrator.registry.Replicas;
import org.llamaorch.poolmanager.PoolRuntimeSpec;
import org.llamaorch.poolmanager.PoolSupervision;

/**
 * The pools of the configuration and where their engines come from: started here, polled where they
 * run already, or waited for until somebody hands them over. Guarded by its lock; stopping an
 * engine blocks.
 */
final class EnginePools implements ConfiguredPools, Retirements.Engines {

    private final boolean embedded;
    private final Replicas replicas;
    private final PoolSupervision supervision;
    private final PoolWiring wiring;
    private final List<PoolConfig> pools;
    private final Set<String> leftOut = new HashSet<>();

    EnginePools(
            boolean embedded,
            List<PoolConfig> pools,
            Replicas replicas,
            PoolSupervision supervision,
            PoolWiring wiring) {
        this.embedded = embedded;
        this.pools = new ArrayList<>(pools);
        this.replicas = replicas;
        this.supervision = supervision;
        this.wiring = wiring;
    }

    /** Begins to poll the engines that run already. */
    synchronized void bindExternal() {
        pools.forEach(pool -> PoolWiring.external(pool).forEach(replicas::bind));
        wiring.forgetOthers(pools);
    }

    /**
     * Starts the engines that are started here; returns at once.
     *
     * @param served the model of each pool, which a reload may have changed since the configuration
     */
    synchronized void start(Map<String, String> served) {
        supervision.start(
                supervised().stream()
                        .filter(spec -> !leftOut.contains(spec.poolId()))
                        .map(spec ->
                                spec.withModel(served.getOrDefault(spec.poolId(), spec.modelRef())))
                        .toList());
    }

    /** Starts no engines of these pools, whose models are retired; before {@link #start}. */
    synchronized void leaveOut(Set<String> poolIds) {
        leftOut.addAll(poolIds);
    }

    @Override
    public void end(String poolId) throws InterruptedException {
        supervision.end(poolId);
    }

    @Override
    public synchronized void begin(String poolId, @Nullable String model) {
        supervised().stream()
                .filter(spec -> spec.poolId().equals(poolId))
                .map(spec -> model == null ? spec : spec.withModel(model))
                .forEach(supervision::add);
    }

    private List<PoolRuntimeSpec> supervised() {
        return embedded ? PoolWiring.supervised(pools) : List.of();
    }

    /**
     * What a new configuration changed.
     *
     * @param applied a sentence each
     * @param needsRestart what it says that only the next start applies
     */
    record Changes(List<String> applied, List<String> needsRestart) {}

    /**
     * Takes another list of pools. Engines of a pool that stays are left alone: another model is a
     * reload's matter, anything else about them the next start's. Blocks while engines end.
     */
    synchronized Changes apply(List<PoolConfig> next) throws InterruptedException {
        List<String> applied = new ArrayList<>();
        List<String> needsRestart = new ArrayList<>();
        List<PoolConfig> kept = new ArrayList<>();
        for (PoolConfig wanted : next) {
            kept.add(
                    pool(wanted.spec().id())
                            .map(now -> merged(now, wanted, applied, needsRestart))
                            .orElse(wanted));
        }
        List<PoolConfig> before = List.copyOf(pools);
        pools.clear();
        pools.addAll(kept);
        wiring.configured(kept.stream().map(PoolConfig::spec).toList());
        for (PoolConfig gone : before) {
            if (pool(gone.spec().id()).isEmpty()) {
                applied.add("Pool " + gone.spec().id() + " is gone.");
                unbind(gone, List.of());
                supervision.end(gone.spec().id());
            }
        }
        for (PoolConfig pool : kept) {
            Optional<PoolConfig> was =
                    before.stream()
                            .filter(each -> each.spec().id().equals(pool.spec().id()))
                            .findFirst();
            if (was.isEmpty()) {
                applied.add("Pool " + pool.spec().id() + " is new.");
                if (embedded && !pool.provisioned().isEmpty()) {
                    PoolWiring.supervised(List.of(pool)).forEach(supervision::add);
                }
            } else {
                unbind(was.get(), PoolWiring.external(pool));
            }
            PoolWiring.external(pool).forEach(replicas::bind);
        }
        return new Changes(applied, needsRestart);
    }

    /**
     * What a pool is from now on that stays under its id.
     *
     * @param applied gets a sentence for what changes now
     * @param needsRestart gets what only the next start applies
     */
    static PoolConfig merged(
            PoolConfig now, PoolConfig wanted, List<String> applied, List<String> needsRestart) {
        String id = wanted.spec().id();
        if (now.assumed() && wanted.assumed() && now.replicas().isEmpty()) {
            return now;
        }
        boolean starts = !now.provisioned().isEmpty() || !wanted.provisioned().isEmpty();
        boolean otherEngines =
                starts
                        && !(now.provisioned().equals(wanted.provisioned())
                                && now.ctx() == wanted.ctx()
                                && now.slots() == wanted.slots()
                                && now.workload() == wanted.workload()
                                && now.provision().equals(wanted.provision())
                                && now.spec().aliases().equals(wanted.spec().aliases()));
        boolean otherModel = starts && !Objects.equals(now.spec().model(), wanted.spec().model());
        if (now.spec().engine() != wanted.spec().engine() || otherEngines) {
            needsRestart.add("pools/" + id);
            return now;
        }
        PoolSpec spec = wanted.spec();
        if (otherModel) {
            needsRestart.add("pools/" + id + "/model; POST /v2/pools/" + id + "/reload needs none");
            spec = spec.withModel(now.spec().model());
        }
        if (!spec.equals(now.spec())) {
            applied.add("Pool " + id + " has other limits or names.");
        }
        if (!now.external().equals(wanted.external())) {
            applied.add("Pool " + id + " has other replicas.");
        }
        return new PoolConfig(
                spec,
                wanted.ctx(),
                wanted.slots(),
                wanted.replicas(),
                wanted.workload(),
                wanted.assumed(),
                wanted.provision());
    }

    /** What stays of an assumed pool whose place a worker took: its name and limits. */
    private static PoolConfig withoutReplicas(PoolConfig pool) {
        return new PoolConfig(
                pool.spec(),
                pool.ctx(),
                pool.slots(),
                List.of(),
                pool.workload(),
                true,
                pool.provision());
    }

    private void unbind(PoolConfig pool, List<Binding> except) {
        for (Binding each : PoolWiring.external(pool)) {
            if (except.stream().noneMatch(other -> other.id().equals(each.id()))) {
                replicas.forget(each.id(), "it is not configured any more");
            }
        }
    }

    private Optional<PoolConfig> pool(String id) {
        return pools.stream().filter(pool -> pool.spec().id().equals(id)).findFirst();
    }

    @Override
    public synchronized boolean names(ReplicaId id) {
        return embedded
                && pool(id).filter(pool -> !pool.assumed()).map(PoolConfig::provisioned).stream()
                        .flatMap(List::stream)
                        .anyMatch(replica -> replica.id().equals(id.replica()));
    }

    @Override
    public synchronized void giveWay(ReplicaId id) throws InterruptedException {
        Optional<PoolConfig> assumed = pool(id).filter(PoolConfig::assumed);
        if (assumed.isPresent()
                && assumed.get().provisioned().stream()
                        .anyMatch(replica -> replica.id().equals(id.replica()))) {
            pools.set(pools.indexOf(assumed.get()), withoutReplicas(assumed.get()));
            supervision.end(id.pool());
        }
    }

    private Optional<PoolConfig> pool(ReplicaId id) {
        return pool(id.pool());
    }
}
