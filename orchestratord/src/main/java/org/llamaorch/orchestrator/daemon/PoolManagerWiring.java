package org.llamaorch.orchestrator.daemon;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.config.ListenAddress;
import org.llamaorch.orchestrator.http.BuildInfo;
import org.llamaorch.orchestrator.http.HttpServer;
import org.llamaorch.orchestrator.http.HttpSettings;
import org.llamaorch.orchestrator.http.PoolManagerServices;
import org.llamaorch.orchestrator.http.Scraper;
import org.llamaorch.orchestrator.journal.StateFolder;
import org.llamaorch.orchestrator.loop.LifeClock;
import org.llamaorch.orchestrator.observe.Exposition;
import org.llamaorch.orchestrator.observe.Narrator;
import org.llamaorch.orchestrator.observe.SupervisionMetrics;
import org.llamaorch.orchestrator.trace.TaskTraces;
import org.llamaorch.poolmanager.PoolRuntimeSpec;
import org.llamaorch.poolmanager.PoolSettings;
import org.llamaorch.poolmanager.PoolSources;
import org.llamaorch.poolmanager.PoolSupervision;
import org.llamaorch.poolmanager.local.LocalPool;
import org.llamaorch.poolmanager.local.LocalPoolSettings;
import org.llamaorch.poolmanager.local.LocalPools;
import org.llamaorch.poolmanager.provision.model.ModelDirectory;

/**
 * Calls the constructors of a pool-managerd of its own, in this order; {@link OpenParts} closes in
 * reverse:
 *
 * <ol>
 *   <li>what may refuse the start: pools, bind policy, keys, state folder; and traces
 *   <li>the pools, not started yet
 *   <li>HTTP: an address that is taken refuses the start before an engine is touched
 *   <li>the engines, in the background
 * </ol>
 */
final class PoolManagerWiring {

    private static final Duration IDLE_LOOK = Duration.ofMillis(100);
    private static final String FOLDER = "pool-managerd";
    private static final String SERVICE = "llama-orch-pool-managerd";

    private final Config config;
    private final BuildInfo build;
    private final OpenParts parts;

    /**
     * @param whole the configuration, of which another address is this daemon's
     */
    PoolManagerWiring(Config whole, BuildInfo build, OpenParts parts) {
        this.config = whole.withAddress(whole.poolManagerd().address());
        this.build = build;
        this.parts = parts;
    }

    PoolManagerDaemon open() throws IOException {
        List<PoolRuntimeSpec> specs = PoolWiring.supervised(config.pools());
        if (specs.isEmpty()) {
            throw new StartRefused(
                    StartRefused.UNSAFE,
                    "NO_POOLS",
                    "The configuration has no pool whose engines are started here: give a replica"
                            + " devices instead of a url.");
        }
        LifeClock clock = LifeClock.system();
        CallerKeys callers = CallerKeys.open(config, clock);
        Certificate certificate = Certificate.open(config);
        HttpSettings http =
                AccessCheck.httpSettings(config, callers, "POOL_MANAGERD_ADDR=127.0.0.1:9200");
        StateFolder folder =
                parts.add("state folder", StateFolder.open(config.home().resolve(FOLDER)));
        Narrator narrator = Narrator.ofPoolManager(callers.ring()::identity);
        LocalPoolSettings settings = settings(folder.path());
        PoolSettings engines =
                EngineSettings.of(config, folder.path(), config::fetch, ModelDirectory.NONE);
        SupervisionMetrics metrics = new SupervisionMetrics();
        SpanNews spanNews = new SpanNews(metrics::spans);
        spanNews.tellTo(narrator);
        TaskTraces traces =
                parts.add(
                        "traces",
                        Traces.open(
                                config.telemetry().ofProgram(SERVICE),
                                BuildInfo.API_VERSION,
                                spanNews));
        LocalPools local = pools(settings, engines, specs, clock, narrator, metrics);
        MachinePools pools = new MachinePools(local, narrator);

        Vertx vertx = EventLoops.open(http.eventLoops());
        parts.add("event loops", () -> EventLoops.await(vertx.close()));
        ListenAddress listen = config.address();
        HttpServer server =
                Door.bind(
                        listen,
                        "--addr or POOL_MANAGERD_ADDR",
                        certificate,
                        HttpServer.ofPoolManager(
                                vertx,
                                http,
                                Door.options(certificate),
                                new PoolManagerServices(
                                        pools,
                                        scraper(local, metrics, clock),
                                        build,
                                        traces.requests())));
        parts.add("HTTP interface", () -> EventLoops.await(server.stop()));
        parts.add(
                "keys",
                EventLoops.every(
                        vertx,
                        config.access().keysWatchMs(),
                        () -> {
                            callers.look(_ -> {}, narrator);
                            if (certificate != null) {
                                certificate.look(server);
                            }
                        }));
        parts.add("engines", pools::stop);
        local.start();
        PoolManagerDaemon daemon =
                new PoolManagerDaemon(
                        parts,
                        pools,
                        local,
                        narrator,
                        config.shutdownGraceMs(),
                        Door.address(listen, certificate, server));
        narrator.poolManagerStarts(
                daemon.address().toString(), BuildInfo.API_VERSION, specs.size());
        return daemon;
    }

    private static LocalPools pools(
            LocalPoolSettings settings,
            PoolSettings engines,
            List<PoolRuntimeSpec> specs,
            LifeClock clock,
            Narrator narrator,
            SupervisionMetrics metrics) {
        try {
            return new LocalPools(
                    settings,
                    specs,
                    listener ->
                            new PoolSupervision(
                                    engines,
                                    PoolSources.packages(engines.provision()),
                                    listener,
                                    clock),
                    new PoolObserver(narrator, metrics));
        } catch (IllegalArgumentException sameName) {
            throw new StartRefused(
                    StartRefused.UNSAFE,
                    "HANDOFF_NAMES",
                    "The configuration cannot be used: " + sameName.getMessage() + ".",
                    sameName);
        }
    }

    private LocalPoolSettings settings(Path home) {
        Config.PoolManagerd told = config.poolManagerd();
        return new LocalPoolSettings(
                home,
                config.workers().runtimeDir(),
                Duration.ofMillis(told.settleMs()),
                Duration.ofMillis(told.idlePatienceMs()),
                IDLE_LOOK,
                config.bounds().supervision().healthTimeout());
    }

    private static Scraper scraper(LocalPools pools, SupervisionMetrics metrics, LifeClock clock) {
        return accept ->
                CompletableFuture.supplyAsync(
                        () -> {
                            List<LocalPool> now = pools.pools();
                            Exposition exposed = metrics.expose(now, clock.getAsLong(), accept);
                            return new Scraper.Scrape(
                                    exposed.contentType(), Buffer.buffer(exposed.body()));
                        },
                        Thread::startVirtualThread);
    }
}
