package org.llamaorch.orchestrator.daemon;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.llamaorch.core.forecast.Forecast;
import org.llamaorch.core.forecast.ForecastSettings;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.scheduler.Scheduler;
import org.llamaorch.core.task.TaskView;
import org.llamaorch.engines.probe.EngineProbe;
import org.llamaorch.orchestrator.artifact.ArtifactStore;
import org.llamaorch.orchestrator.catalog.Catalog;
import org.llamaorch.orchestrator.catalog.LocalModels;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.config.PoolConfig;
import org.llamaorch.orchestrator.dispatch.Dispatch;
import org.llamaorch.orchestrator.dispatch.EngineKeys;
import org.llamaorch.orchestrator.http.BuildInfo;
import org.llamaorch.orchestrator.http.HistoryDoor;
import org.llamaorch.orchestrator.http.HttpServer;
import org.llamaorch.orchestrator.http.HttpServices;
import org.llamaorch.orchestrator.http.HttpSettings;
import org.llamaorch.orchestrator.journal.Durability;
import org.llamaorch.orchestrator.journal.Journal;
import org.llamaorch.orchestrator.journal.JournalSettings;
import org.llamaorch.orchestrator.journal.MemoryJournal;
import org.llamaorch.orchestrator.journal.SqliteJournal;
import org.llamaorch.orchestrator.journal.StateFolder;
import org.llamaorch.orchestrator.loop.CoreLoop;
import org.llamaorch.orchestrator.loop.CoreLoopSettings;
import org.llamaorch.orchestrator.loop.LifeClock;
import org.llamaorch.orchestrator.observe.Metrics;
import org.llamaorch.orchestrator.operation.OperationSettings;
import org.llamaorch.orchestrator.operation.Operations;
import org.llamaorch.orchestrator.registry.CacheUsage;
import org.llamaorch.orchestrator.registry.HandoffSettings;
import org.llamaorch.orchestrator.registry.HandoffWatcher;
import org.llamaorch.orchestrator.registry.Replicas;
import org.llamaorch.orchestrator.registry.WorkerRules;
import org.llamaorch.orchestrator.registry.Workers;
import org.llamaorch.orchestrator.stream.Listeners;
import org.llamaorch.orchestrator.stream.TaskStream;
import org.llamaorch.orchestrator.stream.TaskStreams;
import org.llamaorch.orchestrator.trace.TaskTraces;
import org.llamaorch.poolmanager.PoolSettings;
import org.llamaorch.poolmanager.PoolSources;
import org.llamaorch.poolmanager.PoolSupervision;
import org.llamaorch.poolmanager.provision.model.ModelPlaces;

/**
 * The one place that calls the constructors, in this order; {@link OpenParts} closes in reverse:
 *
 * <ol>
 *   <li>what may refuse the start: bind policy, keys, state folder, journal; meanwhile event loops
 *       and series
 *   <li>histories, and the terminals that an earlier life could not append
 *   <li>the core loop, recovered, and what carries out its effects
 *   <li>everything is served there: from here on tasks are accepted
 *   <li>engines: polled where they run already, taken up where they registered, else provisioned
 *       and started in the background; and the folder in which others are handed over
 * </ol>
 */
final class Wiring {

    private static final long RETIRE_EVERY_MS = 1_000;

    private final Config config;
    private final Supplier<Config> reader;
    private final BuildInfo build;
    private final Consumer<String> notices;
    private final OpenParts parts;
    private final ConfigInForce inForce;
    private final Lifetime lifetime = new Lifetime();

    Wiring(
            Config config,
            Supplier<Config> reader,
            BuildInfo build,
            Consumer<String> notices,
            OpenParts parts) {
        this.config = config;
        this.inForce = new ConfigInForce(config);
        this.reader = reader;
        this.build = build;
        this.notices = notices;
        this.parts = parts;
    }

    Daemon open() throws IOException {
        LifeClock clock = LifeClock.system();
        CallerKeys callers = CallerKeys.open(config, clock);
        Certificate certificate = Certificate.open(config);
        HttpSettings httpSettings =
                AccessCheck.httpSettings(config, callers, "ORCHD_ADDR=127.0.0.1:8080");
        List<PoolSpec> specs = config.pools().stream().map(PoolConfig::spec).toList();
        // Event loops and series take as long to make as the journal to open, and need nothing of
        // it.
        CompletableFuture<Vertx> loops =
                meanwhile(() ->
                        EventLoops.open(
                                Math.max(
                                        httpSettings.eventLoops(),
                                        config.bounds().dispatch().lanes())));
        CompletableFuture<Metrics> metrics = meanwhile(() -> new Metrics(specs));
        parts.add("event loops", () -> EventLoops.await(loops.join().close()));
        StateFolder folder = parts.add("state folder", StateFolder.open(config.home()));
        Door door =
                parts.add(
                        "door",
                        Door.opening(
                                loops,
                                config.address(),
                                httpSettings,
                                certificate,
                                Wiring::onItsOwnThread));
        Journal journal = parts.add("journal", journal(folder, clock));
        clock.notBefore(journal.latestMs());

        EngineKeys keys = new EngineKeys();
        CoreLoop core = new CoreLoop(CoreLoopSettings.defaults(), clock);
        TaskStreams streams =
                parts.add(
                        "histories",
                        TaskStreams.open(
                                folder.path().resolve("history"),
                                config.stream(),
                                new HistoryStorage(core, lifetime::fail),
                                (taskId, count) -> core.post(new Event.Listeners(taskId, count)),
                                clock));
        HistoryRecovery recovery = new HistoryRecovery(streams);
        recovery.appendTerminals(journal);
        ArtifactStore artifacts =
                parts.add(
                        "artifacts",
                        ArtifactStore.open(
                                folder.path().resolve("artifacts"),
                                config.bounds().artifacts(),
                                clock,
                                journal::usesReserve));
        Catalog catalog = catalog(folder, clock);
        parts.add("core loop", core);
        Vertx vertx = loops.join();
        SpanNews spanNews = new SpanNews(metrics.join()::spans);
        TaskTraces traces =
                parts.add(
                        "traces", Traces.open(config.telemetry(), BuildInfo.API_VERSION, spanNews));
        Dispatch dispatch =
                parts.add(
                        "dispatch",
                        Dispatch.open(
                                vertx,
                                config.bounds().dispatch(),
                                core,
                                keys,
                                new StreamSinks(streams),
                                traces));
        Observation observation =
                new Observation(core, metrics.join(), catalog, traces, callers.ring()::identity);
        spanNews.tellTo(observation.narrator());
        Transcripts transcripts =
                new Transcripts(streams, artifacts, clock, config.bounds().transcripts());
        core.start(
                () -> scheduler(streams, journal),
                journal,
                new EffectRouter(streams, dispatch, transcripts, observation, traces, lifetime),
                (exitCode, sentence, _) -> lifetime.fail(new DaemonEnd(exitCode, sentence)),
                streams::withTokens,
                List.of(
                        callers.limits(),
                        new Event.PoolsConfigured(specs),
                        new Event.CatalogListed(catalog.models(), 0)));
        recovery.endUnknown(() -> living(core));
        Retirements retirements =
                new Retirements(core, catalog, clock, config.catalog().idleLookMs());
        catalog.start(new CatalogNews(core, observation, retirements::changed));
        long retiring = vertx.setPeriodic(RETIRE_EVERY_MS, _ -> retire(vertx, streams));
        parts.add("retiring", () -> vertx.cancelTimer(retiring));

        PoolWiring wiring = new PoolWiring(core, keys, metrics.join(), notices);
        EngineProbe probe = new EngineProbe(config.bounds().probe());
        Replicas replicas =
                new Replicas(
                        config.bounds()
                                .registry()
                                .forgettingAfter(config.workers().forgetAfterMs()),
                        probe,
                        core,
                        keys);
        PoolSettings engines = engines(catalog);
        PoolSupervision supervision =
                new PoolSupervision(
                        engines, PoolSources.packages(engines.provision()), wiring, clock);
        EnginePools pools =
                new EnginePools(
                        config.poolManagerd().embedded(),
                        config.pools(),
                        replicas,
                        supervision,
                        wiring);
        WorkerRules rules = new WorkerRules(config.workers().allowedHosts());
        Operations operations =
                Operations.open(
                        folder.path().resolve("operations"), OperationSettings.defaults(), clock);
        Workers workers = new Workers(core, replicas, rules, pools, observation.narrator());
        HttpServer http = door.opened();
        parts.add("HTTP interface", () -> EventLoops.await(http.stop()));
        http.serve(
                new HttpServices(
                        core,
                        new HistoryDoor(
                                streams,
                                new Listeners(
                                        streams,
                                        new TaskFigures(
                                                core, taskId -> tokens(streams, taskId), wiring))),
                        journal,
                        new PoolChanges(
                                operations,
                                supervision,
                                core,
                                observation.narrator(),
                                metrics.join()),
                        retirements,
                        new ConfigReload(
                                config,
                                reader,
                                new LiveSettings(
                                        inForce,
                                        http,
                                        callers,
                                        catalog,
                                        rules,
                                        core,
                                        observation.narrator()),
                                pools,
                                certificate,
                                metrics.join()),
                        workers,
                        artifacts,
                        catalog,
                        observation,
                        observation,
                        build,
                        lifetime::readiness,
                        traces.requests()));
        long watching =
                vertx.setPeriodic(
                        config.access().keysWatchMs(),
                        _ ->
                                look(
                                        vertx,
                                        () -> {
                                            callers.look(core::post, observation.narrator());
                                            if (certificate != null) {
                                                certificate.look(http);
                                            }
                                        }));
        parts.add("keys", () -> vertx.cancelTimer(watching));
        parts.add("engine probe", probe);
        parts.add("polling", replicas);
        parts.add(
                "cache usage",
                new CacheUsage(
                                config.bounds().registry(),
                                probe,
                                keys,
                                () -> core.ask((state, nowMs) -> replicas(state.pools(nowMs))),
                                observation::cacheUsage)
                        .start());
        parts.add("engines", supervision::stop);
        parts.add("operations", operations);
        pools.bindExternal();
        pools.leaveOut(retirements.over());
        takeUp(core, workers, pools);
        parts.add("retirements", retirements::stop);
        retirements.start(pools);
        // Asked for before anything new is admitted, so that it counts what was taken up.
        CompletableFuture<Integer> resumed = core.ask((state, nowMs) -> state.tasks(nowMs).size());
        // Engines are on their way: whoever is admitted is told what has to happen first.
        lifetime.accept();
        HandoffWatcher watcher =
                parts.add(
                        "handoff",
                        new HandoffWatcher(
                                HandoffSettings.of(
                                        config.workers().runtimeDir(),
                                        config.workers().watchIntervalMs()),
                                rules,
                                pools,
                                replicas,
                                core));
        watcher.start();
        URI address = door.address();
        dispatch.warmUp();
        recovery.makeUpTranscripts(
                transcripts, taskId -> core.ask((_, _) -> journal.endOf(taskId)).join());
        var _ =
                resumed.thenAccept(tasks ->
                        observation
                                .narrator()
                                .startup(
                                        address.toString(),
                                        BuildInfo.API_VERSION,
                                        config.pools().size(),
                                        config.durability().wireName(),
                                        tasks));
        return new Daemon(
                parts,
                lifetime,
                core,
                observation.narrator(),
                () -> inForce.now().shutdownGraceMs(),
                address);
    }

    private static <T> CompletableFuture<T> meanwhile(Supplier<T> making) {
        return CompletableFuture.supplyAsync(making, Wiring::onItsOwnThread);
    }

    private static void onItsOwnThread(Runnable task) {
        Thread.ofPlatform().name("start").daemon().start(task);
    }

    private Catalog catalog(StateFolder folder, LifeClock clock) throws IOException {
        ModelPlaces places = ModelPlaces.of(config.cache());
        return parts.add(
                "catalog",
                Catalog.open(
                        folder.path().resolve("catalog"),
                        config.catalog(),
                        LocalModels.in(places),
                        places.root(),
                        clock));
    }

    /** What registered in an earlier life first: it may stand in for a pool of ours. */
    private static void takeUp(CoreLoop core, Workers workers, EnginePools pools) {
        try {
            workers.resume();
            pools.start(core.ask((state, nowMs) -> served(state.pools(nowMs))).get());
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

    private PoolSettings engines(Catalog catalog) {
        return EngineSettings.of(
                config, config.home(), () -> inForce.now().fetch(), new CatalogDirectory(catalog));
    }

    private Journal journal(StateFolder folder, LifeClock clock) {
        JournalSettings settings = config.bounds().journal();
        return config.durability() == Durability.MEMORY
                ? new MemoryJournal(clock, settings.rememberMs(), settings.rememberMax())
                : SqliteJournal.open(folder, settings, clock);
    }

    private Scheduler scheduler(TaskStreams streams, Journal journal) {
        return new Scheduler(
                config.scheduler(),
                streams,
                journal,
                new Forecast(ForecastSettings.defaults()),
                journal.epoch(),
                ThreadLocalRandom.current().nextLong());
    }

    private static int tokens(TaskStreams streams, String taskId) {
        return streams.find(taskId).map(TaskStream::tokens).orElse(0);
    }

    private static Set<String> living(CoreLoop core) {
        return core.ask((state, nowMs) -> state.tasks(nowMs)).join().stream()
                .map(TaskView::taskId)
                .collect(Collectors.toSet());
    }

    private static void retire(Vertx vertx, TaskStreams streams) {
        var _ =
                vertx.executeBlocking(() -> {
                    streams.retire();
                    return true;
                });
    }

    private static void look(Vertx vertx, Runnable look) {
        var _ =
                vertx.executeBlocking(() -> {
                    look.run();
                    return true;
                });
    }
}
