package org.llamaorch.orchestrator.daemon;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.model.KnownModels;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.orchestrator.catalog.Catalog;
import org.llamaorch.orchestrator.catalog.Lifecycle;
import org.llamaorch.orchestrator.catalog.ModelEntry;
import org.llamaorch.orchestrator.http.DrainReasons;
import org.llamaorch.orchestrator.loop.Core;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unloads retired models (B-CAT-035). Admission refuses their new tasks from the first moment on;
 * for each pool that serves one:
 *
 * <ol>
 *   <li>what waited for it when it was retired may still start, until the deadline
 *   <li>once nothing waits, or the deadline is there, the pool is drained with what is left of it
 *   <li>once nothing runs, its engines end; those that were not started here stay drained
 *   <li>a model that is active again, or deleted, ends the drain and brings the engines back
 * </ol>
 *
 * A retirement outlives the daemon with its entry; engines of one that is over are not started
 * again. One virtual thread does all of it; {@link #changed} and {@link #reason} are for any.
 */
final class Retirements implements DrainReasons {

    private static final Logger LOG = LoggerFactory.getLogger(Retirements.class);

    /** The engines that are started here; all that is named otherwise is left alone. */
    interface Engines {

        /** Ends the pool's engines; blocks until they are gone. */
        void end(String poolId) throws InterruptedException;

        /**
         * Starts the pool's engines again; returns at once.
         *
         * @param model that the pool serves now; null for the configured one
         */
        void begin(String poolId, @Nullable String model);
    }

    /**
     * A pool whose model is being retired, or is: its engines may be gone, and with them what they
     * had loaded.
     */
    private record Retiring(String modelId, boolean ended) {}

    private final Core core;
    private final Catalog catalog;
    private final LongSupplier clockMs;
    private final long lookEveryMs;
    private final Semaphore changes = new Semaphore(0);
    private final Map<String, Retiring> retiring = new ConcurrentHashMap<>();
    private @Nullable Thread thread;

    /**
     * @param lookEveryMs how often it is asked whether a retired model's work is over
     */
    Retirements(Core core, Catalog catalog, LongSupplier clockMs, long lookEveryMs) {
        this.core = core;
        this.catalog = catalog;
        this.clockMs = clockMs;
        this.lookEveryMs = lookEveryMs;
    }

    /** Looks again; from any thread. */
    void changed() {
        changes.release();
    }

    /**
     * The pools whose engines need not be started, since their model is retired and nothing waits
     * for it. Before {@link #start}; blocks on the core loop.
     */
    Set<String> over() {
        Set<String> over = new HashSet<>();
        for (Retired retired : retiredNow()) {
            if (retired.waiting() == 0 || retired.pastDeadline(clockMs.getAsLong())) {
                drain(retired);
                retiring.put(retired.poolId(), new Retiring(retired.modelId(), true));
                over.add(retired.poolId());
            }
        }
        return over;
    }

    /** Begins to look after retired models. */
    void start(Engines engines) {
        thread = Thread.ofVirtual().name("retirements").start(() -> look(engines));
    }

    /** Ends; waits for engines that are being ended. */
    void stop() throws InterruptedException {
        Thread looking = thread;
        if (looking != null) {
            looking.interrupt();
            looking.join();
        }
    }

    private void look(Engines engines) {
        try {
            while (true) {
                boolean busy = review(engines);
                if (busy) {
                    var _ = changes.tryAcquire(lookEveryMs, TimeUnit.MILLISECONDS);
                } else {
                    changes.acquire();
                }
                changes.drainPermits();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look; says whether another is needed although nothing changes. */
    private boolean review(Engines engines) throws InterruptedException {
        boolean busy = false;
        Set<String> active = new HashSet<>(retiring.keySet());
        for (Retired retired : retired()) {
            active.remove(retired.poolId());
            Retiring stage = retiring.get(retired.poolId());
            if (stage == null) {
                if (retired.waiting() > 0 && !retired.pastDeadline(clockMs.getAsLong())) { // 1
                    busy = true;
                    continue;
                }
                drain(retired); // 2
                retiring.put(retired.poolId(), new Retiring(retired.modelId(), false));
                busy = true;
            } else if (!stage.ended()) {
                if (retired.running() == 0) { // 3
                    engines.end(retired.poolId());
                    retiring.put(retired.poolId(), new Retiring(retired.modelId(), true));
                } else {
                    busy = true;
                }
            }
        }
        for (String poolId : active) { // 4
            Retiring before = retiring.remove(poolId);
            core.post(new Event.Undrain(poolId, 0));
            if (before != null && before.ended()) {
                engines.begin(poolId, served(poolId));
            }
        }
        return busy;
    }

    private @Nullable String served(String poolId) throws InterruptedException {
        for (PoolView pool : pools()) {
            if (pool.spec().id().equals(poolId)) {
                return pool.spec().model();
            }
        }
        return null;
    }

    private void drain(Retired retired) {
        Long byMs = retired.byMs();
        core.post(
                new Event.Drain(
                        retired.poolId(),
                        byMs == null ? null : (Long) Math.max(0, byMs - clockMs.getAsLong()),
                        0));
    }

    /**
     * A pool that serves a retired model.
     *
     * @param byMs epoch milliseconds; null for as long as the work takes
     */
    private record Retired(
            String poolId, String modelId, @Nullable Long byMs, int waiting, int running) {
        boolean pastDeadline(long nowMs) {
            return byMs != null && byMs <= nowMs;
        }
    }

    private List<Retired> retired() throws InterruptedException {
        Map<String, ModelEntry> entries = entries();
        if (entries.values().stream().noneMatch(e -> e.lifecycle() == Lifecycle.RETIRED)) {
            return List.of();
        }
        KnownModels known = new KnownModels(catalog.models());
        List<Retired> found = new ArrayList<>();
        for (PoolView pool : pools()) {
            int running = 0;
            for (PoolView.ReplicaView replica : pool.replicas()) {
                running += replica.slotsBusy();
            }
            ModelEntry entry = behind(pool, known, entries);
            if (entry != null && entry.lifecycle() == Lifecycle.RETIRED) {
                found.add(
                        new Retired(
                                pool.spec().id(),
                                entry.id(),
                                entry.retireByMs(),
                                pool.queuedInteractive() + pool.queuedBatch(),
                                running));
            }
        }
        return found;
    }

    private @Nullable ModelEntry behind(
            PoolView pool, KnownModels known, Map<String, ModelEntry> entries) {
        Retiring before = retiring.get(pool.spec().id());
        if (before != null) {
            return entries.get(before.modelId());
        }
        List<@Nullable String> digests = new ArrayList<>();
        for (PoolView.ReplicaView replica : pool.replicas()) {
            digests.add(replica.status().modelDigest());
        }
        return known.behind(pool.spec().model(), pool.spec().aliases(), digests)
                .map(model -> entries.get(model.id()))
                .orElse(null);
    }

    @Override
    public String reason(PoolView pool) {
        ModelEntry entry = behind(pool, new KnownModels(catalog.models()), entries());
        return entry != null && entry.lifecycle() == Lifecycle.RETIRED
                ? "Its model "
                        + entry.id()
                        + " is retired: set it to Active, or let the pool serve another model."
                : "It was drained by a request: undrain it, and tasks start on it again.";
    }

    private Map<String, ModelEntry> entries() {
        Map<String, ModelEntry> entries = new HashMap<>();
        catalog.entries().forEach(entry -> entries.put(entry.id(), entry));
        return entries;
    }

    private List<Retired> retiredNow() {
        try {
            return retired();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private List<PoolView> pools() throws InterruptedException {
        try {
            return core.ask((state, nowMs) -> state.pools(nowMs)).get();
        } catch (ExecutionException e) {
            LOG.debug("The core loop does not answer.", e);
            return List.of();
        }
    }
}
