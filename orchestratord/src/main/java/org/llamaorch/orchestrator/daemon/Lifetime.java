package org.llamaorch.orchestrator.daemon;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.orchestrator.http.Readiness;
import org.llamaorch.orchestrator.loop.Core;

/**
 * Accepting, stopping, ended (contract §4, SIGTERM): a stop takes readiness away, gives running
 * work its grace, and ends when the scheduler says that nothing runs any more. Safe from any
 * thread.
 */
final class Lifetime {

    /** How much longer than the grace a stop waits for the last turn. */
    private static final long STOP_SLACK_MS = 5_000;

    private Readiness readiness = Readiness.RECOVERING;
    private final CompletableFuture<Void> nothingRuns = new CompletableFuture<>();
    private final CompletableFuture<DaemonEnd> ended = new CompletableFuture<>();

    /** Recovery is done and admission is open. */
    synchronized void accept() {
        if (readiness == Readiness.RECOVERING) {
            readiness = Readiness.READY;
        }
    }

    /** Whether tasks are taken. */
    synchronized Readiness readiness() {
        return readiness;
    }

    /** Begins to stop. Returns at once: whether this call was the one that began it. */
    boolean stop(Core core, long graceMs) {
        synchronized (this) {
            if (readiness == Readiness.STOPPING) {
                return false;
            }
            readiness = Readiness.STOPPING;
        }
        core.post(new Event.Stop(graceMs));
        var _ =
                nothingRuns
                        .orTimeout(graceMs + STOP_SLACK_MS, TimeUnit.MILLISECONDS)
                        .whenComplete((_, _) -> ended.complete(new DaemonEnd(0, "told to stop")));
        return true;
    }

    /** The scheduler has nothing that runs any more. */
    void nothingRuns() {
        nothingRuns.complete(null);
    }

    /** The daemon cannot go on. */
    void fail(DaemonEnd end) {
        synchronized (this) {
            readiness = Readiness.STOPPING;
        }
        ended.complete(end);
    }

    /** Completes when the daemon may be closed. */
    CompletableFuture<DaemonEnd> ended() {
        return ended;
    }
}
