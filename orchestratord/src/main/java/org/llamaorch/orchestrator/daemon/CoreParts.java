package org.llamaorch.orchestrator.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.llamaorch.core.forecast.Forecast;
import org.llamaorch.core.forecast.ForecastSettings;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.scheduler.Scheduler;
import org.llamaorch.core.task.TaskView;
import org.llamaorch.engines.probe.EngineProbe;
import org.llamaorch.orchestrator.artifact.ArtifactStore;
import org.llamaorch.orchestrator.catalog.Catalog;
import org.llamaorch.orchestrator.catalog.LocalModels;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.dispatch.Dispatch;
import org.llamaorch.orchestrator.dispatch.EngineKeys;
import org.llamaorch.orchestrator.http.BuildInfo;
import org.llamaorch.orchestrator.journal.Journal;
import org.llamaorch.orchestrator.loop.CoreLoop;
import org.llamaorch.orchestrator.loop.CoreLoopSettings;
import org.llamaorch.orchestrator.registry.Replicas;
import org.llamaorch.orchestrator.stream.TaskStream;
import org.llamaorch.orchestrator.stream.TaskStreams;
import org.llamaorch.orchestrator.trace.TaskTraces;
import org.llamaorch.orchestrator.transcript.Transcripts;
import org.llamaorch.poolmanager.provision.model.ModelPlaces;

/**
 * The core loop, recovered, what it decides on and what carries out its effects: histories,
 * artifacts, catalog, dispatch, observation. Nothing is admitted yet.
 *
 * @param replicas polled by {@code probe}; none is bound yet
 * @param transcripts none is made yet
 */
record CoreParts(
        CoreLoop loop,
        EngineKeys keys,
        EngineProbe probe,
        Replicas replicas,
        TaskStreams streams,
        ArtifactStore artifacts,
        Catalog catalog,
        TaskTraces traces,
        Dispatch dispatch,
        Observation observation,
        Transcripts transcripts,
        Retirements retirements) {

    private static final long RETIRE_EVERY_MS = 1_000;

    /** Opens them and recovers; blocks. */
    static CoreParts open(Config config, Foundation base, Lifetime lifetime, OpenParts parts)
            throws IOException {
        Journal journal = base.journal();
        Path folder = base.folder().path();
        EngineKeys keys = new EngineKeys();
        CoreLoop loop = new CoreLoop(CoreLoopSettings.defaults(), base.clock());
        TaskStreams streams =
                parts.add(
                        "histories",
                        TaskStreams.open(
                                folder.resolve("history"),
                                config.stream(),
                                new HistoryStorage(loop, lifetime::fail),
                                (taskId, count) -> loop.post(new Event.Listeners(taskId, count)),
                                base.clock()));
        HistoryRecovery recovery = new HistoryRecovery(streams);
        recovery.appendTerminals(journal);
        ArtifactStore artifacts =
                parts.add(
                        "artifacts",
                        ArtifactStore.open(
                                folder.resolve("artifacts"),
                                config.bounds().artifacts(),
                                base.clock(),
                                journal::usesReserve));
        Transcripts transcripts =
                parts.add(
                        "transcripts",
                        new Transcripts(
                                streams, artifacts, base.clock(), config.bounds().transcripts()));
        Catalog catalog = parts.add("catalog", catalog(config, base));
        parts.add("core loop", loop);
        EngineProbe probe = new EngineProbe(config.bounds().probe());
        Replicas replicas = replicas(config, probe, loop, keys);
        SpanNews spanNews = new SpanNews(base.metrics()::spans);
        TaskTraces traces =
                parts.add(
                        "traces", Traces.open(config.telemetry(), BuildInfo.API_VERSION, spanNews));
        Dispatch dispatch =
                parts.add(
                        "dispatch",
                        Dispatch.open(
                                base.vertx(),
                                config.bounds().dispatch(),
                                loop,
                                keys,
                                new StreamSinks(streams),
                                traces,
                                replicas::suspect));
        Observation observation =
                new Observation(
                        loop, base.metrics(), catalog, traces, base.callers().ring()::identity);
        spanNews.tellTo(observation.narrator());
        loop.start(
                () -> scheduler(config, streams, journal),
                journal,
                new EffectRouter(streams, dispatch, transcripts, observation, traces, lifetime),
                (exitCode, sentence, _) -> lifetime.fail(new DaemonEnd(exitCode, sentence)),
                streams::withTokens,
                List.of(
                        base.callers().limits(),
                        new Event.PoolsConfigured(base.specs()),
                        new Event.CatalogListed(catalog.models(), 0)));
        recovery.endUnknown(() -> living(loop));
        Retirements retirements =
                new Retirements(loop, catalog, base.clock(), config.catalog().idleLookMs());
        catalog.start(new CatalogNews(loop, observation, retirements::changed));
        parts.add("retiring", EventLoops.every(base.vertx(), RETIRE_EVERY_MS, streams::retire));
        return new CoreParts(
                loop,
                keys,
                probe,
                replicas,
                streams,
                artifacts,
                catalog,
                traces,
                dispatch,
                observation,
                transcripts,
                retirements);
    }

    /** Tokens of a task's history; 0 where it has none. */
    int tokens(String taskId) {
        return streams.find(taskId).map(TaskStream::tokens).orElse(0);
    }

    private static Replicas replicas(
            Config config, EngineProbe probe, CoreLoop loop, EngineKeys keys) {
        return new Replicas(
                config.bounds().registry().forgettingAfter(config.workers().forgetAfterMs()),
                probe,
                loop,
                keys);
    }

    private static Catalog catalog(Config config, Foundation base) throws IOException {
        ModelPlaces places = ModelPlaces.of(config.cache());
        return Catalog.open(
                base.folder().path().resolve("catalog"),
                config.catalog(),
                LocalModels.in(places),
                places.root(),
                base.clock());
    }

    private static Scheduler scheduler(Config config, TaskStreams streams, Journal journal) {
        return new Scheduler(
                config.scheduler(),
                streams,
                journal,
                new Forecast(ForecastSettings.defaults()),
                journal.epoch(),
                ThreadLocalRandom.current().nextLong());
    }

    private static Set<String> living(CoreLoop loop) {
        return loop.ask((state, nowMs) -> state.tasks(nowMs)).join().stream()
                .map(TaskView::taskId)
                .collect(Collectors.toSet());
    }
}
