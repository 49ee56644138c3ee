package org.llamaorch.orchestrator.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.orchestrator.config.PoolConfig;
import org.llamaorch.orchestrator.registry.ConfiguredPools;
import org.llamaorch.orchestrator.registry.Replicas;
import org.llamaorch.poolmanager.PoolRuntimeSpec;
import org.llamaorch.poolmanager.PoolSupervision;

/**
 * The pools of the configuration and where their engines come from: started here, polled where they
 * run already, or waited for until a pool-managerd hands them over. Guarded by its lock; stopping
 * an engine blocks.
 */
final class EnginePools implements ConfiguredPools {

    private final boolean embedded;
    private final Replicas replicas;
    private final PoolSupervision supervision;
    private final PoolWiring wiring;
    private final List<PoolConfig> pools;

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
        List<PoolRuntimeSpec> specs = embedded ? PoolWiring.supervised(pools) : List.of();
        supervision.start(
                specs.stream()
                        .map(spec ->
                                spec.withModel(served.getOrDefault(spec.poolId(), spec.modelRef())))
                        .toList());
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
            pools.remove(assumed.get());
            supervision.end(id.pool());
        }
    }

    private Optional<PoolConfig> pool(ReplicaId id) {
        return pools.stream().filter(pool -> pool.spec().id().equals(id.pool())).findFirst();
    }
}
