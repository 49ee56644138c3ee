package org.llamaorch.orchestrator.daemon;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.config.PoolConfig;
import org.llamaorch.orchestrator.http.BuildInfo;
import org.llamaorch.orchestrator.http.HistoryDoor;
import org.llamaorch.orchestrator.http.HttpServer;
import org.llamaorch.orchestrator.http.HttpServices;
import org.llamaorch.orchestrator.operation.OperationSettings;
import org.llamaorch.orchestrator.operation.Operations;
import org.llamaorch.orchestrator.stream.Listeners;
import org.llamaorch.orchestrator.transcript.ArtifactsWithTranscripts;

/**
 * Calls the constructors, in this order; {@link OpenParts} closes in reverse:
 *
 * <ol>
 *   <li>{@link Foundation}: what may refuse the start
 *   <li>{@link CoreParts}: histories with the terminals that an earlier life could not append, the
 *       core loop, recovered, and what carries out its effects
 *   <li>everything is served there: from here on tasks are accepted
 *   <li>{@link EngineParts}: engines are polled, taken up, started
 * </ol>
 */
final class Wiring {

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
        List<PoolSpec> specs = config.pools().stream().map(PoolConfig::spec).toList();
        Foundation base = Foundation.open(config, specs, parts);
        CoreParts core = CoreParts.open(config, base, lifetime, parts);
        EngineParts engines = EngineParts.make(config, inForce, base, core, notices);
        HttpServer http = base.door().opened();
        parts.add("HTTP interface", () -> EventLoops.await(http.stop()));
        Operations operations =
                Operations.open(
                        base.folder().path().resolve("operations"),
                        OperationSettings.defaults(),
                        base.clock());
        http.serve(services(base, core, engines, operations, http));
        parts.add(
                "keys",
                EventLoops.every(
                        base.vertx(),
                        config.access().keysWatchMs(),
                        () -> lookAtKeys(base, core, http)));
        engines.start(config, core, parts);
        parts.add("operations", operations);
        // Asked for before anything new is admitted, so that it counts what was taken up.
        CompletableFuture<Integer> resumed =
                core.loop().ask((state, nowMs) -> state.tasks(nowMs).size());
        // Engines are on their way: whoever is admitted is told what has to happen first.
        lifetime.accept();
        engines.watchHandoff(config, core, parts);
        core.dispatch().warmUp();
        core.transcripts()
                .start(
                        core.streams().finished(),
                        taskId -> core.loop().ask((_, _) -> base.journal().endOf(taskId)).join());
        URI address = base.door().address();
        var _ = resumed.thenAccept(tasks -> tellOfTheStart(core, address, tasks));
        return new Daemon(
                parts,
                lifetime,
                core.loop(),
                core.observation().narrator(),
                () -> inForce.now().shutdownGraceMs(),
                address);
    }

    private HttpServices services(
            Foundation base,
            CoreParts core,
            EngineParts engines,
            Operations operations,
            HttpServer http) {
        TaskFigures figures = new TaskFigures(core.loop(), core::tokens, engines.wiring());
        LiveSettings live =
                new LiveSettings(
                        inForce,
                        http,
                        base.callers(),
                        core.catalog(),
                        engines.rules(),
                        core.loop(),
                        core.observation().narrator());
        return new HttpServices(
                core.loop(),
                new HistoryDoor(core.streams(), new Listeners(core.streams(), figures)),
                base.journal(),
                new PoolChanges(
                        operations,
                        engines.supervision(),
                        core.loop(),
                        core.observation().narrator(),
                        base.metrics()),
                core.retirements(),
                new ConfigReload(
                        config, reader, live, engines.pools(), base.certificate(), base.metrics()),
                engines.workers(),
                new ArtifactsWithTranscripts(core.artifacts(), core.transcripts()),
                core.catalog(),
                core.observation(),
                core.observation(),
                build,
                lifetime::readiness,
                core.traces().requests());
    }

    private static void lookAtKeys(Foundation base, CoreParts core, HttpServer http) {
        base.callers().look(core.loop()::post, core.observation().narrator());
        Certificate certificate = base.certificate();
        if (certificate != null) {
            certificate.look(http);
        }
    }

    private void tellOfTheStart(CoreParts core, URI address, int tasks) {
        core.observation()
                .narrator()
                .startup(
                        address.toString(),
                        BuildInfo.API_VERSION,
                        config.pools().size(),
                        config.durability().wireName(),
                        tasks);
    }
}
