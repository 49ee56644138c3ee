package org.llamaorch.orchestrator.daemon;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.http.BuildInfo;
import org.llamaorch.orchestrator.observe.Narrator;
import org.llamaorch.poolmanager.local.LocalPools;

/**
 * A pool-managerd of its own that serves (contract §9): runs the engines of this machine's pools
 * and hands them over by files. Safe from any thread.
 */
public final class PoolManagerDaemon implements AutoCloseable {

    private final OpenParts parts;
    private final MachinePools pools;
    private final LocalPools local;
    private final Narrator narrator;
    private final long shutdownGraceMs;
    private final URI address;
    private final CompletableFuture<DaemonEnd> ended = new CompletableFuture<>();

    PoolManagerDaemon(
            OpenParts parts,
            MachinePools pools,
            LocalPools local,
            Narrator narrator,
            long shutdownGraceMs,
            URI address) {
        this.parts = parts;
        this.pools = pools;
        this.local = local;
        this.narrator = narrator;
        this.shutdownGraceMs = shutdownGraceMs;
        this.address = address;
    }

    /**
     * Serves; engines that an earlier one left are adopted and the others come up, in the
     * background. Blocks until the address is bound. What a start that fails has opened is closed
     * again.
     *
     * @throws StartRefused with the exit code and a sentence for the operator
     */
    public static PoolManagerDaemon start(Config config, BuildInfo build) {
        return Starting.of(
                parts -> new PoolManagerWiring(config, build, parts).open(),
                "The folders of state and handoff files",
                refused ->
                        Narrator.ofPoolManager(name -> name)
                                .startupRefused(
                                        refused.kind(), String.valueOf(refused.getMessage())));
    }

    /** Where it is served, with the port that was bound. */
    public URI address() {
        return address;
    }

    /**
     * Begins to stop: nothing is changed any more, and running work may finish for the configured
     * grace. Returns at once; {@link #awaitEnd} tells when it is over.
     */
    public void stop() {
        synchronized (this) {
            if (pools.stopping()) {
                return;
            }
            pools.refuseChanges();
        }
        narrator.stopping(shutdownGraceMs);
        Thread.ofVirtual()
                .name("quiesce")
                .start(() -> {
                    try {
                        local.quiesce(shutdownGraceMs);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        ended.complete(new DaemonEnd(0, "told to stop"));
                    }
                });
    }

    /** Waits until it was told to stop and has. */
    public DaemonEnd awaitEnd() throws InterruptedException {
        try {
            return ended.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an end is never exceptional", e);
        }
    }

    /** Ends engines and connections and gives the state folder back; blocks until that is done. */
    @Override
    public void close() {
        parts.close();
    }
}
