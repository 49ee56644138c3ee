package org.llamaorch.orchestrator.daemon;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.llamaorch.orchestrator.config.Config;

/**
 * A part of the configuration, beside the pools, that changes while the daemon runs.
 *
 * @param sentence says to people that it has changed
 * @param part what of the configuration it is; compared by its equality
 */
record LivePart(String sentence, Function<Config, Object> part) {

    static final LivePart KEYS =
            new LivePart("Other keys of the configuration hold.", config -> config.access().keys());
    static final LivePart ACCESS =
            new LivePart(
                    "Other hosts, origins or rules hold for who needs a key.",
                    config ->
                            List.of(
                                    config.access().optional(),
                                    config.access().allowedHosts(),
                                    config.access().allowedOrigins(),
                                    config.access().metricsOpen()));
    static final LivePart CATALOG =
            new LivePart(
                    "Another trust policy, other signers or other limits hold for the catalog.",
                    config -> List.of(config.trustStrict(), config.catalog()));
    static final LivePart REQUESTS =
            new LivePart(
                    "Other limits hold for requests.",
                    config -> List.of(config.bounds().http(), config.bounds().remoteMedia()));
    static final LivePart FETCH =
            new LivePart("Other hosts or bounds hold for what is fetched.", Config::fetch);
    static final LivePart WORKERS =
            new LivePart(
                    "Other hosts are allowed to workers.",
                    config -> config.workers().allowedHosts());
    static final LivePart SESSION_BUDGET =
            new LivePart(
                    "Sessions have another budget.", config -> config.access().sessionBudget());
    static final LivePart SCHEDULER =
            new LivePart(
                    "Other times and limits hold for sessions, queues and retries.",
                    Config::scheduler);
    static final LivePart SHUTDOWN =
            new LivePart(
                    "Running tasks get another grace when the orchestrator stops.",
                    Config::shutdownGraceMs);

    /** All of them. */
    static final List<LivePart> ALL =
            List.of(
                    KEYS,
                    ACCESS,
                    CATALOG,
                    REQUESTS,
                    FETCH,
                    WORKERS,
                    SESSION_BUDGET,
                    SCHEDULER,
                    SHUTDOWN);

    /** Whether the two say something else about it. */
    boolean differs(Config now, Config next) {
        return !Objects.equals(part.apply(now), part.apply(next));
    }
}
