package org.llamaorch.orchestrator.daemon;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.llamaorch.orchestrator.catalog.CatalogSettings;
import org.llamaorch.orchestrator.config.Bounds;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.http.HttpLimits;

/**
 * A key of the configuration that only a restart changes; the schema says so too ({@code
 * x-reload}).
 *
 * @param name as the file has it; a section stands for all that is in it
 * @param part what of the configuration it is; compared by its equality
 */
record RestartKey(String name, Function<Config, Object> part) {

    /** In the order in which they are told. */
    static final List<RestartKey> ALL =
            List.of(
                    new RestartKey("addr", Config::address),
                    new RestartKey("home", Config::home),
                    new RestartKey("cache", Config::cache),
                    new RestartKey("offline", Config::offline),
                    new RestartKey("durability", Config::durability),
                    new RestartKey("log_format", config -> String.valueOf(config.logFormat())),
                    new RestartKey("pool_managerd", Config::poolManagerd),
                    new RestartKey("tls", config -> config.access().tls() != null),
                    new RestartKey(
                            "auth.keys_file", config -> String.valueOf(config.access().keysFile())),
                    new RestartKey("auth.keys_watch_ms", config -> config.access().keysWatchMs()),
                    new RestartKey("workers.runtime_dir", config -> config.workers().runtimeDir()),
                    new RestartKey(
                            "workers.watch_interval_ms",
                            config -> config.workers().watchIntervalMs()),
                    new RestartKey(
                            "workers.forget_after_ms", config -> config.workers().forgetAfterMs()),
                    new RestartKey("stream", Config::stream),
                    new RestartKey("telemetry", Config::telemetry),
                    new RestartKey("catalog.idle_look_ms", catalog(CatalogSettings::idleLookMs)),
                    new RestartKey(
                            "catalog.verifications_max",
                            catalog(CatalogSettings::verificationsMax)),
                    new RestartKey(
                            "catalog.verifications_waiting",
                            catalog(CatalogSettings::verificationsWaiting)),
                    new RestartKey("http.connections", http(HttpLimits::connectionsMax)),
                    new RestartKey("http.head_ms", http(HttpLimits::headMs)),
                    new RestartKey("http.header_bytes", http(HttpLimits::headerBytesMax)),
                    new RestartKey("http.parsers", http(HttpLimits::parsersMax)),
                    new RestartKey("journal", bounds(Bounds::journal)),
                    new RestartKey(
                            "artifacts", bounds(b -> List.of(b.artifacts(), b.transcripts()))),
                    new RestartKey("engines", bounds(b -> List.of(b.dispatch(), b.probe()))),
                    new RestartKey("registry", bounds(Bounds::registry)),
                    new RestartKey(
                            "supervision",
                            bounds(b -> List.of(b.supervision(), b.engineLogBytes()))));

    /** The names of those about which the two say something else. */
    static List<String> changed(Config started, Config next) {
        return ALL.stream()
                .filter(key -> !Objects.equals(key.part.apply(started), key.part.apply(next)))
                .map(RestartKey::name)
                .toList();
    }

    private static Function<Config, Object> catalog(Function<CatalogSettings, Object> part) {
        return config -> part.apply(config.catalog());
    }

    private static Function<Config, Object> http(Function<HttpLimits, Object> part) {
        return config -> part.apply(config.bounds().http());
    }

    private static Function<Config, Object> bounds(Function<Bounds, Object> part) {
        return config -> part.apply(config.bounds());
    }
}
