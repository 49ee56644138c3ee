package org.llamaorch.orchestrator.daemon;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.orchestrator.config.PoolConfig;
import org.llamaorch.orchestrator.config.ReplicaConfig;
import org.llamaorch.orchestrator.dispatch.EngineKeys;
import org.llamaorch.orchestrator.loop.Core;
import org.llamaorch.orchestrator.observe.Metrics;
import org.llamaorch.orchestrator.registry.Binding;
import org.llamaorch.poolmanager.PoolListener;
import org.llamaorch.poolmanager.PoolRuntimeSpec;
import org.llamaorch.poolmanager.ReplicaRuntimeSpec;
import org.llamaorch.poolmanager.gpu.Gpu;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries what supervision tells to the core loop and to verbose streams. Safe from any thread. */
final class PoolWiring implements PoolListener, TaskFigures.Preparations {

    private static final Logger LOG = LoggerFactory.getLogger(PoolWiring.class);

    private final Core core;
    private final EngineKeys keys;
    private final Metrics metrics;
    private final Consumer<String> notices;
    private final Map<String, List<PreparationStep>> preparing = new ConcurrentHashMap<>();

    /**
     * @param keys is told the keys that engines were started with
     * @param metrics is told of GPUs and restarts
     */
    PoolWiring(Core core, EngineKeys keys, Metrics metrics, Consumer<String> notices) {
        this.core = core;
        this.keys = keys;
        this.metrics = metrics;
        this.notices = notices;
    }

    /** What supervision is to run of the configured pools: those with a replica of ours. */
    static List<PoolRuntimeSpec> supervised(List<PoolConfig> pools) {
        return pools.stream()
                .filter(pool -> !pool.provisioned().isEmpty())
                .map(PoolWiring::supervised)
                .toList();
    }

    private static PoolRuntimeSpec supervised(PoolConfig pool) {
        PoolSpec spec = pool.spec();
        String model = spec.model();
        if (model == null) {
            throw new IllegalStateException(
                    "the configuration checks that such a pool has a model");
        }
        return new PoolRuntimeSpec(
                spec.id(),
                spec.engine(),
                model,
                spec.aliases(),
                pool.ctx(),
                pool.slots(),
                0,
                PoolRuntimeSpec.DEFAULT_BATCH,
                pool.workload(),
                pool.provision().mode(),
                pool.provision().installsAllowed(),
                pool.provision().environment(),
                pool.provision().flags(),
                pool.provision().packageLock(),
                pool.provisioned().stream().map(PoolWiring::replica).toList());
    }

    /** The replicas of the pool that run already. */
    static List<Binding> external(PoolConfig pool) {
        PoolSpec spec = pool.spec();
        List<String> names = new ArrayList<>(spec.aliases());
        if (spec.model() != null) {
            names.addFirst(spec.model());
        }
        List<Binding> bindings = new ArrayList<>();
        for (ReplicaConfig replica : pool.replicas()) {
            String url = replica.url();
            if (url != null) {
                bindings.add(
                        Binding.configured(
                                ReplicaId.local(spec.id(), replica.id()),
                                url,
                                spec.engine(),
                                names,
                                pool.slots(),
                                pool.ctx(),
                                replica.apiKey()));
            }
        }
        return bindings;
    }

    /** Replicas that an earlier configuration named and this one no longer does are gone. */
    void forgetOthers(List<PoolConfig> pools) {
        Set<ReplicaId> configured = new HashSet<>();
        for (PoolConfig pool : pools) {
            for (ReplicaConfig replica : pool.replicas()) {
                configured.add(ReplicaId.local(pool.spec().id(), replica.id()));
            }
        }
        var _ =
                core.ask((state, nowMs) -> state.pools(nowMs))
                        .thenAccept(views ->
                                views.stream()
                                        .flatMap(view -> view.replicas().stream())
                                        .map(PoolView.ReplicaView::status)
                                        .filter(each ->
                                                each.origin() == ReplicaOrigin.CONFIGURATION)
                                        .map(ReplicaStatus::id)
                                        .filter(id -> !configured.contains(id))
                                        .forEach(id ->
                                                replicaGone(id, "it is not configured any more")));
    }

    /** The configuration's pools are these now. */
    void configured(List<PoolSpec> pools) {
        core.post(new Event.PoolsConfigured(pools));
    }

    private static ReplicaRuntimeSpec replica(ReplicaConfig replica) {
        return new ReplicaRuntimeSpec(replica.id(), replica.devices(), replica.tensorSplit(), true);
    }

    @Override
    public List<PreparationStep> of(String poolId) {
        return preparing.getOrDefault(poolId, List.of());
    }

    @Override
    public void replicaChanged(ReplicaStatus status) {
        core.post(new Event.ReplicaChanged(status));
    }

    @Override
    public void engineKey(String url, Optional<String> key) {
        keys.set(url, key);
    }

    @Override
    public void gpuSeen(ReplicaId id, Gpu gpu) {
        metrics.gpu(id, gpu);
    }

    @Override
    public void engineRestarted(ReplicaId id) {
        metrics.engineRestarted(id);
    }

    @Override
    public void replicaGone(ReplicaId id, String cause) {
        core.post(new Event.ReplicaGone(id, cause));
    }

    @Override
    public void preparing(String poolId, List<PreparationStep> steps) {
        preparing.put(poolId, List.copyOf(steps));
        core.post(new Event.PoolPreparing(poolId, steps));
    }

    @Override
    public void notice(String poolId, String sentence) {
        LOG.atInfo()
                .addKeyValue("action", "prepare")
                .addKeyValue("pool_id", poolId)
                .addKeyValue("cause", sentence)
                .log("A pool gets its engine or its model.");
        notices.accept(sentence);
    }
}
