package org.llamaorch.orchestrator.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.placement.BreakerSettings;
import org.llamaorch.core.placement.RestSettings;
import org.llamaorch.core.scheduler.SchedulerSettings;
import org.llamaorch.orchestrator.journal.Durability;
import org.llamaorch.orchestrator.keys.KeyGrant;
import org.llamaorch.orchestrator.keys.KeyJson;
import org.llamaorch.orchestrator.stream.StreamSettings;
import org.llamaorch.poolmanager.PoolSettings;

/**
 * Reads the configuration (contract §7): the file, the environment over it, flags over both.
 *
 * <ol>
 *   <li>the file that {@code --config} names, else {@code llama-orch.yaml} in the current folder
 *       when there is one, else nothing: the demo pool
 *   <li>checked against the JSON Schema, with its line and a suggestion
 *   <li>variables and flags, each checked by itself
 * </ol>
 */
public final class ConfigReader {

    private static final String DEFAULT_FILE = "llama-orch.yaml";
    private static final long KEYS_WATCH_MS = 1_000;

    private ConfigReader() {}

    /**
     * What the command line says; null and false for what it leaves out.
     *
     * @param file the configuration file
     * @param model a GGUF file for the default pool
     * @param llamacppUrl a llama.cpp server for the default pool
     */
    public record Flags(
            @Nullable Path file,
            @Nullable String address,
            @Nullable Path model,
            @Nullable String llamacppUrl,
            @Nullable LogFormat logFormat) {

        public static final Flags NONE = new Flags(null, null, null, null, null);
    }

    /**
     * Reads and checks everything; blocks on the file.
     *
     * @throws ConfigurationRefused with a sentence that names what is wrong and what is allowed
     */
    public static Config read(Flags flags, Map<String, String> variables) {
        Environment environment = new Environment(variables);
        Section root = file(flags);
        Section queue = root.at("queue");
        Section access = root.at("auth");
        Path home =
                folder(
                        environment,
                        root,
                        "LLAMA_ORCH_HOME",
                        "home",
                        userFolder(environment, "XDG_DATA_HOME", ".local/share"));
        Config.Workers workers = workers(environment, root.at("workers"), home);
        Durability durability = root.oneOf("durability", Durability.class, Durability.PROCESS);
        StreamSettings stream = stream(root.at("stream"));
        return new Config(
                address(flags, environment, root),
                home,
                folder(
                        environment,
                        root,
                        "LLAMA_ORCH_CACHE",
                        "cache",
                        userFolder(environment, "XDG_CACHE_HOME", ".cache")),
                environment.flag("LLAMA_ORCH_OFFLINE").orElse(root.flag("offline", false)),
                environment.text("LLAMA_ORCH_PYTHON").map(Path::of).orElse(null),
                durability,
                root.number("shutdown_grace_ms", 30_000),
                flags.logFormat() != null ? flags.logFormat() : logFormat(root),
                root.text("trust").orElse("").equals("strict"),
                poolManagerd(environment, root.at("pool_managerd"), workers),
                new Config.Access(
                        environment
                                .text("AUTH_TOKEN")
                                .or(() -> environment.text("LLORCH_API_TOKEN"))
                                .orElse(null),
                        keys(access),
                        access.text("keys_file").map(Path::of).orElse(null),
                        access.number("keys_watch_ms", KEYS_WATCH_MS),
                        KeyJson.spending(root.at("session").at("budget").node()),
                        tls(root.at("tls")),
                        environment.flag("AUTH_OPTIONAL").orElse(access.flag("optional", false)),
                        Set.copyOf(access.texts("allowed_hosts")),
                        Set.copyOf(access.texts("allowed_origins")),
                        access.flag("metrics_open", true)),
                workers,
                scheduler(root, queue),
                durability == Durability.MEMORY ? stream.inMemory() : stream,
                CatalogReader.read(root),
                BoundsReader.read(root, durability),
                FetchReader.read(root.at("fetch")),
                TelemetryReader.read(environment, root.at("telemetry")),
                new PoolsReader(environment, flags, queue).pools(root));
    }

    /** The JSON Schema of the file, as text. */
    public static String schema() {
        return SchemaCheck.document().toPrettyString();
    }

    private static Config.Workers workers(Environment environment, Section workers, Path home) {
        return new Config.Workers(
                environment
                        .text("ORCHD_RUNTIME_DIR")
                        .or(() -> workers.text("runtime_dir"))
                        .map(Path::of)
                        .orElse(home.resolve("runtime").resolve("engines"))
                        .toAbsolutePath()
                        .normalize(),
                environment
                        .number("ORCHD_HANDOFF_WATCH_INTERVAL_MS", 1, 3_600_000)
                        .orElse(workers.number("watch_interval_ms", 1_000)),
                Set.copyOf(workers.texts("allowed_hosts")),
                workers.number("forget_after_ms", 600_000));
    }

    private static Config.PoolManagerd poolManagerd(
            Environment environment, Section section, Config.Workers workers) {
        Optional<String> variable = environment.text("POOL_MANAGERD_ADDR");
        return new Config.PoolManagerd(
                section.flag("embedded", true),
                variable.isPresent()
                        ? ListenAddress.parse("POOL_MANAGERD_ADDR", variable.get())
                        : ListenAddress.parse(
                                "pool_managerd.addr",
                                section.text("addr").orElse("127.0.0.1:9200")),
                section.number("gpu_look_ms", PoolSettings.GPU_LOOK.toMillis()),
                section.number("settle_ms", 2 * workers.watchIntervalMs() + 500),
                section.number("idle_patience_ms", 600_000));
    }

    private static Section file(Flags flags) {
        Path path = flags.file();
        if (path == null) {
            Path usual = Path.of(DEFAULT_FILE);
            if (!Files.exists(usual)) {
                return Section.EMPTY;
            }
            path = usual;
        }
        YamlFile file = YamlFile.read(path);
        SchemaCheck.check(file);
        return new Section(file.root());
    }

    private static ListenAddress address(Flags flags, Environment environment, Section root) {
        if (flags.address() != null) {
            return ListenAddress.parse("--addr", flags.address());
        }
        Optional<String> variable = environment.text("ORCHD_ADDR");
        return variable.isPresent()
                ? ListenAddress.parse("ORCHD_ADDR", variable.get())
                : ListenAddress.parse("addr", root.text("addr").orElse("127.0.0.1:8080"));
    }

    private static Path folder(
            Environment environment, Section root, String variable, String key, Path fallback) {
        return environment
                .text(variable)
                .or(() -> root.text(key))
                .map(Path::of)
                .orElse(fallback)
                .toAbsolutePath()
                .normalize();
    }

    private static Path userFolder(Environment environment, String xdg, String belowHome) {
        return environment
                .text(xdg)
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElseGet(() -> home(environment).resolve(belowHome))
                .resolve("llama-orch");
    }

    /** As every program of the user has it, which the password file may not. */
    private static Path home(Environment environment) {
        return environment
                .text("HOME")
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElseGet(() -> Path.of(System.getProperty("user.home")));
    }

    private static @Nullable LogFormat logFormat(Section root) {
        return root.text("log_format").isEmpty()
                ? null
                : root.oneOf("log_format", LogFormat.class, LogFormat.CONSOLE);
    }

    private static List<KeyGrant> keys(Section access) {
        List<KeyGrant> keys = new ArrayList<>();
        for (Section each : access.each("keys")) {
            try {
                keys.add(KeyJson.grant(each.node()));
            } catch (IllegalArgumentException e) {
                throw new ConfigurationRefused(
                        "auth.keys, key " + (keys.size() + 1) + ": " + e.getMessage() + ".", e);
            }
        }
        return keys;
    }

    private static Config.@Nullable Tls tls(Section tls) {
        Optional<String> certificate = tls.text("certificate");
        return certificate.isEmpty()
                ? null
                : new Config.Tls(
                        Path.of(certificate.get()), Path.of(tls.text("key").orElseThrow()));
    }

    private static SchedulerSettings scheduler(Section root, Section queue) {
        SchedulerSettings usual = SchedulerSettings.defaults();
        Section limits = root.at("limits");
        Section retry = root.at("retry");
        Section session = root.at("session");
        return new SchedulerSettings(
                queue.number("batch_wait_limit_ms", usual.batchWaitLimitMs()),
                queue.count("batch_every", usual.batchEvery()),
                queue.number("unavailable_after_ms", usual.unavailableAfterMs()),
                retry.count("attempts_max", usual.attemptsMax()),
                limits.number("queued_bytes", usual.queuedBytesMax()),
                session.number("ttl_ms", usual.sessionTtlMs()),
                session.count("turns_max", usual.sessionTurnsMax()),
                session.flag("refuse_after_turns", usual.sessionTurnsRefuse()),
                limits.count("sessions", usual.sessionsMax()),
                limits.count("demands", usual.demandsMax()),
                breaker(retry, usual.breaker()),
                rest(retry, usual.rest()),
                root.at("stream").number("grace_after_restart_ms", usual.graceAfterRestartMs()),
                queue.fraction("on_time_refuse_below", usual.onTimeRefuseBelow()),
                queue.number("recount_every_ms", usual.recountEveryMs()),
                queue.count("recounts_at_once", usual.recountsAtOnce()));
    }

    private static BreakerSettings breaker(Section retry, BreakerSettings usual) {
        return BoundsReader.checked(
                "retry.breaker_open_max_ms",
                () ->
                        new BreakerSettings(
                                retry.count("breaker_failures", usual.failures()),
                                retry.number("breaker_open_ms", usual.openMs()),
                                retry.number("breaker_open_max_ms", usual.openMaxMs())));
    }

    private static RestSettings rest(Section retry, RestSettings usual) {
        return BoundsReader.checked(
                "retry.rest_max_ms or rest_asked_max_ms",
                () ->
                        new RestSettings(
                                retry.number("rest_ms", usual.faultMs()),
                                retry.number("rest_max_ms", usual.faultMaxMs()),
                                retry.number("rest_asked_max_ms", usual.askedMaxMs())));
    }

    private static StreamSettings stream(Section stream) {
        StreamSettings usual = StreamSettings.defaults();
        return BoundsReader.checked(
                "stream",
                () ->
                        new StreamSettings(
                                usual.durable(),
                                stream.count("segment_bytes", usual.segmentBytes()),
                                stream.number("total_bytes", usual.totalBytes()),
                                Math.min(
                                        usual.reserveBytes(),
                                        stream.count("segment_bytes", usual.segmentBytes())),
                                usual.firstBlockBytes(),
                                Math.min(
                                        usual.largestBlockBytes(),
                                        stream.count("segment_bytes", usual.segmentBytes())),
                                usual.maxFrameBytes(),
                                stream.number("keep_ended_ms", usual.keepEndedMs()),
                                stream.number("comment_every_ms", usual.commentEveryMs()),
                                stream.number("stalled_listener_ms", usual.stalledAfterMs()),
                                stream.number("metrics_on_change_ms", usual.metricsOnChangeMs()),
                                stream.number("metrics_at_least_ms", usual.metricsAtLeastMs()),
                                usual.metricsWaitMs(),
                                stream.number("head_hold_ms", usual.headHoldMs()),
                                usual.writeBytes(),
                                tickMs(stream, usual)));
    }

    /** Often enough for the shortest of the times that are looked at by ticks. */
    private static long tickMs(Section stream, StreamSettings usual) {
        long shortest =
                Math.min(
                        stream.number("comment_every_ms", usual.commentEveryMs()),
                        Math.min(
                                stream.number("stalled_listener_ms", usual.stalledAfterMs()),
                                stream.number("metrics_on_change_ms", usual.metricsOnChangeMs())));
        return Math.clamp(shortest / 4, 1, usual.tickMs());
    }
}
