package org.llamaorch.orchestrator.daemon;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.llamaorch.core.scheduler.Notice;
import org.llamaorch.orchestrator.http.LocalPoolDoor;
import org.llamaorch.orchestrator.observe.Narrator;
import org.llamaorch.poolmanager.Purge;
import org.llamaorch.poolmanager.ReloadMode;
import org.llamaorch.poolmanager.ReloadResult;
import org.llamaorch.poolmanager.local.LocalPool;
import org.llamaorch.poolmanager.local.LocalPools;

/**
 * The pools of this machine as HTTP asks for them: what blocks runs on a virtual thread of its own,
 * at most one change a pool. Guarded by its lock.
 */
final class MachinePools implements LocalPoolDoor {

    private final LocalPools pools;
    private final Narrator narrator;
    private final Set<Thread> running = new HashSet<>();
    private boolean stopping;

    MachinePools(LocalPools pools, Narrator narrator) {
        this.pools = pools;
        this.narrator = narrator;
    }

    @Override
    public List<LocalPool> pools() {
        return pools.pools();
    }

    @Override
    public Optional<LocalPool> pool(String poolId) {
        return pools.pool(poolId);
    }

    @Override
    public Optional<LocalPool> preload(String poolId) {
        boolean ends =
                pools.pool(poolId)
                        .filter(was -> was.state() != LocalPool.State.RUNNING)
                        .isPresent();
        Optional<LocalPool> now = pools.preload(poolId);
        if (ends) {
            narrator.tell(new Notice.Undrained(poolId));
        }
        return now;
    }

    @Override
    public Optional<LocalPool> drain(String poolId, Optional<Long> deadlineMs) {
        boolean begins =
                pools.pool(poolId)
                        .filter(was -> was.state() == LocalPool.State.RUNNING)
                        .isPresent();
        Optional<LocalPool> now = pools.drain(poolId, deadlineMs);
        if (begins) {
            narrator.tell(new Notice.Draining(poolId, deadlineMs.orElse(null)));
        }
        return now;
    }

    @Override
    public CompletionStage<Optional<Reloading>> reload(
            String poolId, String modelRef, ReloadMode mode) {
        return run(() -> {
            if (pools.pool(poolId).isEmpty()) {
                return Optional.empty();
            }
            String before = pools.pool(poolId).orElseThrow().spec().modelRef();
            narrator.reloadBegins(poolId, modelRef);
            long startedNanos = System.nanoTime();
            Optional<ReloadResult> result = pools.reload(poolId, modelRef, mode);
            long tookMs = (System.nanoTime() - startedNanos) / 1_000_000;
            result.ifPresent(over -> {
                switch (over) {
                    case ReloadResult.Reloaded _ ->
                            narrator.tell(new Notice.Reloaded(poolId, before, modelRef));
                    case ReloadResult.Failed(String cause) ->
                            narrator.reloadFailed(poolId, modelRef, cause);
                }
            });
            return result.map(over -> new Reloading(over, tookMs));
        });
    }

    @Override
    public CompletionStage<Optional<Purge.Result>> purge(String poolId, Purge what) {
        return run(() -> {
            if (pools.pool(poolId).isPresent()) {
                narrator.purgeBegins(poolId);
            }
            return pools.purge(poolId, what);
        });
    }

    private <T> CompletionStage<T> run(Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread thread =
                Thread.ofVirtual()
                        .name("change")
                        .unstarted(() -> {
                            try {
                                done.complete(work.call());
                            } catch (Exception failure) {
                                if (failure instanceof InterruptedException) {
                                    Thread.currentThread().interrupt();
                                }
                                done.completeExceptionally(failure);
                            } finally {
                                over(Thread.currentThread());
                            }
                        });
        synchronized (this) {
            running.add(thread);
        }
        thread.start();
        return done;
    }

    private synchronized void over(Thread thread) {
        running.remove(thread);
    }

    /** Nothing is changed any more. */
    synchronized void refuseChanges() {
        stopping = true;
    }

    @Override
    public synchronized boolean stopping() {
        return stopping;
    }

    /** Ends all engines. */
    void stop() throws InterruptedException {
        List<Thread> changing;
        synchronized (this) {
            stopping = true;
            changing = List.copyOf(running);
        }
        changing.forEach(Thread::interrupt);
        for (Thread each : changing) {
            each.join();
        }
        pools.stop();
    }
}
