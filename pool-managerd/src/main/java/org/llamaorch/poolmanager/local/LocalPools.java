package org.llamaorch.poolmanager.local;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.PoolListener;
import org.llamaorch.poolmanager.PoolRuntimeSpec;
import org.llamaorch.poolmanager.PoolSupervision;
import org.llamaorch.poolmanager.Purge;
import org.llamaorch.poolmanager.ReloadMode;
import org.llamaorch.poolmanager.ReloadResult;
import org.llamaorch.poolmanager.ReplicaRuntimeSpec;
import org.llamaorch.poolmanager.handoff.HandoffWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pools of a machine, run and handed over by files to whoever gives them work (contract §9).
 * Changes of one pool follow each other:
 *
 * <ol>
 *   <li>a drain says so in the handoff files, waits until the engines are idle or its time is over,
 *       and ends them; that is remembered over restarts
 *   <li>a preload ends a drain, and starts engines that were ended
 *   <li>a reload or purge of a pool that is being drained or is drained is refused: what it should
 *       serve afterwards would be anybody's guess
 * </ol>
 *
 * Safe from any thread. {@link #reload} and {@link #purge} block, the rest does not wait for
 * engines. Guarded by its lock, under which nothing blocks but the disk of {@link PoolMemory}.
 */
public final class LocalPools {

    private static final Logger LOG = LoggerFactory.getLogger(LocalPools.class);

    private static final class Pool {
        final PoolRuntimeSpec configured;
        final ReentrantLock changing = new ReentrantLock();
        PoolRuntimeSpec serving;
        LocalPool.State state = LocalPool.State.RUNNING;
        @Nullable Thread draining;

        Pool(PoolRuntimeSpec configured, PoolRuntimeSpec serving) {
            this.configured = configured;
            this.serving = serving;
        }
    }

    private final LocalPoolSettings settings;
    private final HandoffWriter handoffs;
    private final PoolMemory memory;
    private final IdleEngines idle;
    private final PoolSupervision supervision;
    private final Map<String, Pool> pools = new LinkedHashMap<>();
    private final ReplicaBoard board;

    /**
     * Nothing runs before {@link #start}.
     *
     * @param supervision makes the supervision that tells the listener
     * @param observer hears all that supervision tells, too
     * @throws IllegalArgumentException when the handoff files of two replicas would have one name
     */
    public LocalPools(
            LocalPoolSettings settings,
            List<PoolRuntimeSpec> specs,
            Function<PoolListener, PoolSupervision> supervision,
            PoolListener observer) {
        this.settings = settings;
        this.handoffs =
                new HandoffWriter(
                        settings.runtimeDir(), settings.home(), settings.answerPatience());
        this.memory = new PoolMemory(settings.home());
        this.idle = new IdleEngines(settings);
        this.board = new ReplicaBoard(handoffs, observer);
        this.supervision = supervision.apply(board);
        for (PoolRuntimeSpec spec : specs) {
            PoolMemory.Kept kept = memory.of(spec.poolId(), spec.modelRef());
            Pool pool = new Pool(spec, spec.withModel(kept.model()));
            pool.state = kept.drained() ? LocalPool.State.DRAINED : LocalPool.State.RUNNING;
            pools.put(spec.poolId(), pool);
        }
        refuseTwice(specs);
    }

    private static void refuseTwice(List<PoolRuntimeSpec> specs) {
        Set<String> names = new HashSet<>();
        for (PoolRuntimeSpec spec : specs) {
            for (ReplicaRuntimeSpec replica : spec.replicas()) {
                String name = spec.poolId() + "-" + replica.id();
                if (!names.add(name)) {
                    throw new IllegalArgumentException(
                            "two replicas would be handed over as " + name + ": rename one");
                }
            }
        }
    }

    /**
     * Starts the pools that are not drained; returns at once.
     *
     * @throws IOException when the folder of the handoff files cannot be used
     */
    public void start() throws IOException {
        List<PoolRuntimeSpec> running = new ArrayList<>();
        Set<ReplicaId> replicas = new HashSet<>();
        synchronized (this) {
            for (Pool pool : pools.values()) {
                if (pool.state == LocalPool.State.RUNNING) {
                    running.add(pool.serving);
                    pool.serving
                            .replicas()
                            .forEach(each ->
                                    replicas.add(
                                            ReplicaId.local(pool.serving.poolId(), each.id())));
                }
            }
        }
        handoffs.start(replicas);
        supervision.start(running);
    }

    /** All pools, in the order of the configuration. */
    public synchronized List<LocalPool> pools() {
        return pools.values().stream().map(this::view).toList();
    }

    /** A pool as it is; empty when there is none of that name. */
    public synchronized Optional<LocalPool> pool(String poolId) {
        return Optional.ofNullable(pools.get(poolId)).map(this::view);
    }

    private LocalPool view(Pool pool) {
        PoolRuntimeSpec spec = pool.serving;
        List<ReplicaStatus> replicas = new ArrayList<>();
        for (ReplicaRuntimeSpec replica : spec.replicas()) {
            ReplicaId id = ReplicaId.local(spec.poolId(), replica.id());
            ReplicaStatus status = board.of(id);
            replicas.add(status == null ? PoolSupervision.notRun(spec, replica) : status);
        }
        return new LocalPool(spec, pool.state, replicas, board.preparing(spec.poolId()));
    }

    /** Has the pool's engines run; returns at once, and without effect where they do. */
    public Optional<LocalPool> preload(String poolId) {
        Pool pool;
        Thread ending;
        synchronized (this) {
            pool = pools.get(poolId);
            if (pool == null) {
                return Optional.empty();
            }
            if (pool.state == LocalPool.State.RUNNING) {
                return Optional.of(view(pool));
            }
            ending = pool.draining;
            pool.draining = null;
            pool.state = LocalPool.State.RUNNING; // 2
            remember(pool);
        }
        if (ending != null) {
            ending.interrupt();
        }
        Thread.ofVirtual().name("preload-" + poolId).start(() -> startAgain(pool, ending));
        return pool(poolId);
    }

    private void startAgain(Pool pool, @Nullable Thread ending) {
        try {
            if (ending != null) {
                ending.join();
            }
            pool.changing.lockInterruptibly();
            try {
                PoolRuntimeSpec spec;
                synchronized (this) {
                    if (pool.state != LocalPool.State.RUNNING) {
                        return;
                    }
                    spec = pool.serving;
                }
                handoffs.drain(spec.poolId(), false);
                if (supervision.pool(spec.poolId()).isEmpty()) {
                    supervision.add(spec);
                }
            } finally {
                pool.changing.unlock();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Begins a drain; returns at once, and without effect where one is going on or over.
     *
     * @param deadlineMs when running work is cut off; empty for the settings' patience
     */
    public Optional<LocalPool> drain(String poolId, Optional<Long> deadlineMs) {
        synchronized (this) {
            Pool pool = pools.get(poolId);
            if (pool == null) {
                return Optional.empty();
            }
            if (pool.state == LocalPool.State.RUNNING) {
                pool.state = LocalPool.State.DRAINING; // 1
                remember(pool);
                handoffs.drain(poolId, true);
                pool.draining =
                        Thread.ofVirtual()
                                .name("drain-" + poolId)
                                .start(() ->
                                        drain(
                                                pool,
                                                deadlineMs.orElse(
                                                        settings.idlePatience().toMillis())));
            }
            return Optional.of(view(pool));
        }
    }

    private void drain(Pool pool, long patienceMs) {
        String poolId = pool.configured.poolId();
        try {
            pool.changing.lockInterruptibly();
            try {
                handoffs.awaitWritten();
                if (!idle.await(board.urls(poolId), patienceMs, _ -> {})) {
                    LOG.atWarn()
                            .addKeyValue("pool_id", poolId)
                            .log("A pool is not idle in time; what runs there is cut off.");
                }
                synchronized (this) {
                    if (pool.state != LocalPool.State.DRAINING) {
                        return;
                    }
                    pool.state = LocalPool.State.DRAINED;
                    pool.draining = null;
                }
                supervision.end(poolId);
                handoffs.drain(poolId, false);
            } finally {
                pool.changing.unlock();
            }
        } catch (InterruptedException preloadedOrStopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void remember(Pool pool) {
        memory.keep(
                pool.configured.poolId(),
                new PoolMemory.Kept(
                        pool.configured.modelRef(),
                        pool.serving.modelRef(),
                        pool.state != LocalPool.State.RUNNING));
    }

    /**
     * Puts another model in the place of the pool's; what is served afterwards is remembered over
     * restarts. Blocks up to the load timeout and as long as running work takes.
     *
     * @return empty when there is no such pool
     */
    public Optional<ReloadResult> reload(String poolId, String modelRef, ReloadMode mode)
            throws InterruptedException {
        Pool pool;
        synchronized (this) {
            pool = pools.get(poolId);
        }
        if (pool == null) {
            return Optional.empty();
        }
        if (!pool.changing.tryLock()) {
            return Optional.of(new ReloadResult.Failed("Another change of the pool is not over."));
        }
        try {
            if (drains(pool)) { // 3
                return Optional.of(
                        new ReloadResult.Failed("The pool is drained: preload it first."));
            }
            ReloadResult result = supervision.reload(poolId, modelRef, mode, host());
            if (result instanceof ReloadResult.Reloaded) {
                synchronized (this) {
                    pool.serving = pool.configured.withModel(modelRef);
                    remember(pool);
                }
            }
            return Optional.of(result);
        } finally {
            pool.changing.unlock();
        }
    }

    /**
     * Deletes from the cache. Blocks as long as running work takes, where the pool's own engine or
     * model goes; a {@link #reload} brings it back.
     *
     * @return empty when there is no such pool
     */
    public Optional<Purge.Result> purge(String poolId, Purge purge) throws InterruptedException {
        Pool pool;
        synchronized (this) {
            pool = pools.get(poolId);
        }
        if (pool == null) {
            return Optional.empty();
        }
        if (!pool.changing.tryLock()) {
            return Optional.of(
                    new Purge.Result(
                            List.of(),
                            List.of(
                                    new Purge.Kept(
                                            poolId, "Another change of the pool is not over.")),
                            0));
        }
        try {
            return Optional.of(supervision.purge(poolId, purge, host()));
        } finally {
            pool.changing.unlock();
        }
    }

    private HandoffHost host() {
        return new HandoffHost(handoffs, board, idle, settings.idlePatience().toMillis());
    }

    private synchronized boolean drains(Pool pool) {
        return pool.state != LocalPool.State.RUNNING;
    }

    /**
     * Lets running work finish before {@link #stop}: no handoff file asks for more, and this
     * returns when the engines are idle or the grace is over. What is remembered of the pools stays
     * as it is.
     */
    public void quiesce(long graceMs) throws InterruptedException {
        synchronized (this) {
            pools.keySet().forEach(pool -> handoffs.drain(pool, true));
        }
        List<String> urls = board.urls();
        handoffs.awaitWritten();
        if (!urls.isEmpty()) {
            idle.await(urls, graceMs, _ -> {});
        }
    }

    /** Ends all engines, waits until they are gone, and takes back what was handed over. */
    public void stop() throws InterruptedException {
        List<Thread> draining = new ArrayList<>();
        synchronized (this) {
            for (Pool pool : pools.values()) {
                if (pool.draining != null) {
                    draining.add(pool.draining);
                }
            }
        }
        for (Thread each : draining) {
            each.interrupt();
            each.join();
        }
        supervision.stop();
        handoffs.stop();
    }
}
