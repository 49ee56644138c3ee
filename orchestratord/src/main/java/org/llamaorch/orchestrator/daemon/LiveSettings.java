package org.llamaorch.orchestrator.daemon;

import java.util.List;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.orchestrator.catalog.Catalog;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.http.HttpServer;
import org.llamaorch.orchestrator.loop.Core;
import org.llamaorch.orchestrator.observe.Narrator;
import org.llamaorch.orchestrator.registry.WorkerRules;

/**
 * What of the configuration changes while the daemon runs, beside its pools, and how that comes
 * into force. Immutable.
 *
 * @param inForce the configuration as it was last read
 */
record LiveSettings(
        ConfigInForce inForce,
        HttpServer http,
        CallerKeys callers,
        Catalog catalog,
        WorkerRules rules,
        Core core,
        Narrator narrator) {

    /** In the order in which they come into force: what lets callers in or keeps them out first. */
    List<LiveChange> changes() {
        return List.of(
                new LiveChange(
                        "Other keys of the configuration hold.",
                        config -> config.access().keys(),
                        this::callers),
                new LiveChange(
                        "Other hosts, origins or rules hold for who needs a key.",
                        config ->
                                List.of(
                                        config.access().optional(),
                                        config.access().allowedHosts(),
                                        config.access().allowedOrigins(),
                                        config.access().metricsOpen()),
                        this::http),
                new LiveChange(
                        "Another trust policy, other signers or other limits hold for the catalog.",
                        config -> List.of(config.trustStrict(), config.catalog()),
                        next -> {
                            http(next);
                            catalog.take(next.catalog()).toCompletableFuture().join();
                        }),
                new LiveChange(
                        "Other limits hold for requests.",
                        config -> List.of(config.bounds().http(), config.bounds().remoteMedia()),
                        this::http),
                new LiveChange(
                        "Other hosts or bounds hold for what is fetched.", Config::fetch, _ -> {}),
                new LiveChange(
                        "Other hosts are allowed to workers.",
                        config -> config.workers().allowedHosts(),
                        next -> rules.take(next.workers().allowedHosts())),
                new LiveChange(
                        "Sessions have another budget.",
                        config -> config.access().sessionBudget(),
                        this::callers),
                new LiveChange(
                        "Other times and limits hold for sessions, queues and retries.",
                        Config::scheduler,
                        next -> core.post(new Event.SettingsChanged(next.scheduler()))),
                new LiveChange(
                        "Running tasks get another grace when the orchestrator stops.",
                        Config::shutdownGraceMs,
                        _ -> {}));
    }

    private void http(Config next) {
        http.take(AccessCheck.settings(next, callers));
    }

    private void callers(Config next) {
        callers.take(next.access(), core, narrator);
    }
}
