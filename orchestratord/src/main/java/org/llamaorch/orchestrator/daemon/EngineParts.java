package org.llamaorch.orchestrator.daemon;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.registry.CacheUsage;
import org.llamaorch.orchestrator.registry.HandoffSettings;
import org.llamaorch.orchestrator.registry.HandoffWatcher;
import org.llamaorch.orchestrator.registry.WorkerRules;
import org.llamaorch.orchestrator.registry.Workers;
import org.llamaorch.poolmanager.PoolSettings;
import org.llamaorch.poolmanager.PoolSources;
import org.llamaorch.poolmanager.PoolSupervision;

/**
 * The engines: polled where they run already, taken up where they registered, else provisioned and
 * started in the background; and the folder in which others are handed over.
 *
 * @param wiring what supervision and the core loop tell each other
 * @param rules which engines of others may be bound
 */
record EngineParts(
        PoolSupervision supervision,
        EnginePools pools,
        PoolWiring wiring,
        WorkerRules rules,
        Workers workers) {

    /**
     * Makes them; none is looked at yet.
     *
     * @param notices hears what a person should know while engines are provisioned
     */
    static EngineParts make(
            Config config,
            ConfigInForce inForce,
            Foundation base,
            CoreParts core,
            Consumer<String> notices) {
        PoolWiring wiring = new PoolWiring(core.loop(), core.keys(), base.metrics(), notices);
        PoolSettings settings =
                EngineSettings.of(
                        config,
                        config.home(),
                        () -> inForce.now().fetch(),
                        new CatalogDirectory(core.catalog()));
        PoolSupervision supervision =
                new PoolSupervision(
                        settings, PoolSources.packages(settings.provision()), wiring, base.clock());
        EnginePools pools =
                new EnginePools(
                        config.poolManagerd().embedded(),
                        config.pools(),
                        core.replicas(),
                        supervision,
                        wiring);
        WorkerRules rules = new WorkerRules(config.workers().allowedHosts());
        Workers workers =
                new Workers(
                        core.loop(), core.replicas(), rules, pools, core.observation().narrator());
        return new EngineParts(supervision, pools, wiring, rules, workers);
    }

    /** Begins to poll and to start them; what registered in an earlier life comes first. */
    void start(Config config, CoreParts core, OpenParts parts) {
        parts.add("engine probe", core.probe());
        parts.add("polling", core.replicas());
        parts.add("cache usage", cacheUsage(config, core).start());
        parts.add("engines", supervision::stop);
        pools.bindExternal();
        pools.leaveOut(core.retirements().over());
        takeUp(core);
        parts.add("retirements", core.retirements()::stop);
        core.retirements().start(pools);
    }

    /** Watches the folder of handoff files. */
    void watchHandoff(Config config, CoreParts core, OpenParts parts) {
        HandoffSettings settings =
                HandoffSettings.of(
                        config.workers().runtimeDir(), config.workers().watchIntervalMs());
        parts.add(
                        "handoff",
                        new HandoffWatcher(settings, rules, pools, core.replicas(), core.loop()))
                .start();
    }

    private CacheUsage cacheUsage(Config config, CoreParts core) {
        return new CacheUsage(
                config.bounds().registry(),
                core.probe(),
                core.keys(),
                () -> core.loop().ask((state, nowMs) -> replicas(state.pools(nowMs))),
                core.observation()::cacheUsage);
    }

    /** What registered in an earlier life first: it may stand in for a pool of ours. */
    private void takeUp(CoreParts core) {
        try {
            workers.resume();
            pools.start(core.loop().ask((state, nowMs) -> served(state.pools(nowMs))).get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the core loop has just been started", e);
        }
    }

    private static List<ReplicaStatus> replicas(List<PoolView> pools) {
        return pools.stream()
                .flatMap(pool -> pool.replicas().stream())
                .map(PoolView.ReplicaView::status)
                .toList();
    }

    private static Map<String, String> served(List<PoolView> views) {
        Map<String, String> served = new HashMap<>();
        for (PoolView view : views) {
            String model = view.spec().model();
            if (model != null) {
                served.put(view.spec().id(), model);
            }
        }
        return served;
    }
}
