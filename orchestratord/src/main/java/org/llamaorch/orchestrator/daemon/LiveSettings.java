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
                new LiveChange(LivePart.KEYS, this::callers),
                new LiveChange(LivePart.ACCESS, this::http),
                new LiveChange(
                        LivePart.CATALOG,
                        next -> {
                            http(next);
                            catalog.take(next.catalog()).toCompletableFuture().join();
                        }),
                new LiveChange(LivePart.REQUESTS, this::http),
                new LiveChange(LivePart.FETCH, _ -> {}),
                new LiveChange(LivePart.WORKERS, next -> rules.take(next.workers().allowedHosts())),
                new LiveChange(LivePart.SESSION_BUDGET, this::callers),
                new LiveChange(
                        LivePart.SCHEDULER,
                        next -> core.post(new Event.SettingsChanged(next.scheduler()))),
                new LiveChange(LivePart.SHUTDOWN, _ -> {}));
    }

    private void http(Config next) {
        http.take(AccessCheck.settings(next, callers));
    }

    private void callers(Config next) {
        callers.take(next.access(), core, narrator);
    }
}
