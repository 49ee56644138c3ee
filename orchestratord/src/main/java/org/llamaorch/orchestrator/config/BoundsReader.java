package org.llamaorch.orchestrator.config;

import java.time.Duration;
import java.util.function.Supplier;
import org.llamaorch.engines.client.EngineClientSettings;
import org.llamaorch.engines.probe.ProbeSettings;
import org.llamaorch.orchestrator.artifact.ArtifactSettings;
import org.llamaorch.orchestrator.dispatch.DispatchSettings;
import org.llamaorch.orchestrator.http.HttpLimits;
import org.llamaorch.orchestrator.journal.Durability;
import org.llamaorch.orchestrator.journal.JournalSettings;
import org.llamaorch.orchestrator.registry.ReplicaSettings;
import org.llamaorch.poolmanager.supervise.SupervisionTimes;

/** Reads the {@link Bounds}: the file's figures over the defaults. */
final class BoundsReader {

    private static final int ENGINE_LOG_BYTES = 1 << 20;

    private BoundsReader() {}

    static Bounds read(Section root, Durability durability) {
        Section http = root.at("http");
        Section artifacts = root.at("artifacts");
        Section engines = root.at("engines");
        Section supervision = root.at("supervision");
        return new Bounds(
                checked("http", () -> http(http)),
                http.flag("remote_media", false),
                journal(root.at("journal"), durability),
                artifacts(artifacts),
                artifacts.flag("transcripts", true),
                dispatch(engines),
                checked("registry", () -> registry(root.at("registry"))),
                probe(engines),
                checked("supervision", () -> supervision(supervision)),
                supervision.number("log_bytes", ENGINE_LOG_BYTES));
    }

    /**
     * What the schema cannot say, such as that one figure is below another.
     *
     * @param section what is refused then, a section or its keys
     */
    static <T> T checked(String section, Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationRefused(section + ": " + wrong.getMessage() + ".", wrong);
        }
    }

    private static HttpLimits http(Section http) {
        HttpLimits usual = HttpLimits.defaults();
        return new HttpLimits(
                http.count("connections", usual.connectionsMax()),
                http.number("head_ms", usual.headMs()),
                http.count("header_bytes", usual.headerBytesMax()),
                http.count("body_bytes", usual.bodyBytesMax()),
                http.number("bodies_bytes", usual.bodiesBytesMax()),
                http.number("body_ms", usual.bodyMs()),
                http.number("body_silence_ms", usual.bodySilenceMs()),
                usual.inlineParseBytes(),
                http.count("parsers", usual.parsersMax()),
                http.number("linger_ms", usual.lingerMs()),
                http.number("retry_after_ms", usual.retryAfterMs()),
                http.count("page", usual.listLimit()),
                http.count("page_max", usual.listLimitMax()),
                http.count("refusals_per_minute", usual.refusalsPerMinute()));
    }

    private static JournalSettings journal(Section journal, Durability durability) {
        JournalSettings usual = JournalSettings.defaults(durability);
        return new JournalSettings(
                usual.syncEachTurn(),
                journal.number("remember_ms", usual.rememberMs()),
                journal.number("result_ms", usual.resultMs()),
                journal.number("remember_max", usual.rememberMax()),
                usual.pruneBatch(),
                journal.number("reserve_bytes", usual.reserveBytes()),
                journal.number("space_check_ms", usual.spaceCheckMs()),
                journal.number("truncate_every_ms", usual.truncateEveryMs()),
                journal.number("log_bytes", usual.logBytesMax()),
                usual.rowsPerLook(),
                usual.looksWaiting());
    }

    private static ArtifactSettings artifacts(Section artifacts) {
        ArtifactSettings usual = ArtifactSettings.defaults();
        return new ArtifactSettings(
                artifacts.number("total_bytes", usual.bytesMax()),
                artifacts.count("documents", usual.documentsMax()),
                artifacts.count("writes_waiting", usual.writesWaiting()),
                artifacts.count("document_bytes", usual.documentBytesMax()),
                artifacts.number("keep_transcripts_ms", usual.transcriptsKeepMs()),
                artifacts.number("keep_others_ms", usual.othersKeepMs()),
                artifacts.number("sweep_every_ms", usual.sweepEveryMs()));
    }

    private static DispatchSettings dispatch(Section engines) {
        DispatchSettings usual = DispatchSettings.defaults();
        EngineClientSettings client = usual.engines();
        return new DispatchSettings(
                engines.count("event_loops", usual.lanes()),
                usual.startMs(),
                new EngineClientSettings(
                        engines.count("connect_timeout_ms", client.connectTimeoutMs()),
                        engines.count("keep_alive_s", client.keepAliveSeconds()),
                        engines.count("connections", client.connectionsPerReplica()),
                        engines.number("silence_check_ms", client.silenceCheckMs()),
                        engines.number("linger_ms", client.lingerMs()),
                        engines.count("event_bytes", client.maxEventBytes()),
                        engines.count("answer_bytes", client.maxAnswerBytes()),
                        client.maxRefusalBytes(),
                        engines.number("full_rest_ms", client.fullRestMs()),
                        engines.number("loading_rest_ms", client.loadingRestMs()),
                        engines.number("rest_max_ms", client.maxRestMs())));
    }

    private static ProbeSettings probe(Section engines) {
        ProbeSettings usual = ProbeSettings.defaults();
        return new ProbeSettings(
                engines.number("connect_timeout_ms", usual.connectTimeoutMs()),
                engines.number("answer_timeout_ms", usual.answerTimeoutMs()),
                engines.number("decode_timeout_ms", usual.decodeTimeoutMs()),
                usual.maxAnswerBytes());
    }

    private static ReplicaSettings registry(Section registry) {
        ReplicaSettings usual = ReplicaSettings.defaults();
        return new ReplicaSettings(
                registry.number("poll_every_ms", usual.pollEveryMs()),
                registry.number("poll_again_ms", usual.pollAgainMs()),
                registry.number("poll_again_max_ms", usual.pollAgainMaxMs()),
                registry.count("failed_polls", usual.failuresMax()),
                registry.count("polls_at_once", usual.pollsAtOnce()),
                registry.count("replicas", usual.replicasMax()),
                usual.forgetAfterMs());
    }

    private static SupervisionTimes supervision(Section times) {
        SupervisionTimes usual = SupervisionTimes.defaults();
        return new SupervisionTimes(
                time(times, "start_poll_ms", usual.startPoll()),
                time(times, "load_timeout_ms", usual.loadTimeout()),
                time(times, "health_poll_ms", usual.healthPoll()),
                time(times, "health_timeout_ms", usual.healthTimeout()),
                times.count("failed_polls", usual.failedPolls()),
                time(times, "stop_grace_ms", usual.stopGrace()),
                time(times, "backoff_ms", usual.firstBackoff()),
                time(times, "backoff_max_ms", usual.longestBackoff()),
                times.fraction("jitter", usual.jitter()),
                time(times, "healthy_reset_ms", usual.healthyReset()),
                times.count("cuda_factor", usual.cudaFactor()),
                times.count("breaker_restarts", usual.breakerRestarts()),
                time(times, "breaker_window_ms", usual.breakerWindow()),
                time(times, "breaker_open_ms", usual.breakerOpen()),
                time(times, "breaker_open_max_ms", usual.longestOpen()));
    }

    private static Duration time(Section section, String key, Duration usual) {
        return Duration.ofMillis(section.number(key, usual.toMillis()));
    }
}
