package org.llamaorch.core.queue;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Priority;

/**
 * Which places of which pool's queue are taken, exactly, and the bytes of all queued bodies. A
 * queued task counts against one pool, or against none while no pool serves it. Confined to the
 * scheduler's thread.
 */
public final class PoolPlaces {

    /** Stands for "no pool" where tasks are that no pool serves. */
    private static final String NOWHERE = "";

    private final Map<String, PoolQueue> pools = new HashMap<>();
    private final TaskQueue turns;
    private long queuedBytes;
    private int queued;

    public PoolPlaces(TaskQueue turns) {
        this.turns = turns;
    }

    /** Counts a task that begins to wait. */
    public void add(QueuedTask task, @Nullable String poolId) {
        if (!of(poolId).add(task)) {
            throw new IllegalStateException("in the queue already: " + task);
        }
        task.countedPool = poolId;
        queuedBytes += task.task().body().sizeBytes();
        queued++;
    }

    /** Counts a task out that waits no more. */
    public void remove(QueuedTask task) {
        PoolQueue pool = of(task.countedPool);
        if (!pool.remove(task)) {
            throw new IllegalStateException("not in the queue: " + task);
        }
        if (pool.isEmpty()) {
            pools.remove(key(task.countedPool));
        }
        task.countedPool = null;
        queuedBytes -= task.task().body().sizeBytes();
        queued--;
    }

    /** Counts a waiting task against another pool; says whether it was another. */
    public boolean move(QueuedTask task, @Nullable String poolId) {
        if (Objects.equals(task.countedPool, poolId)) {
            return false;
        }
        remove(task);
        add(task, poolId);
        return true;
    }

    /** Bytes of the bodies of all that wait (B-SCH-010). */
    public long queuedBytes() {
        return queuedBytes;
    }

    /** All that wait. */
    public int queued() {
        return queued;
    }

    public int queued(@Nullable String poolId) {
        PoolQueue pool = pools.get(key(poolId));
        return pool == null ? 0 : pool.size(Priority.INTERACTIVE) + pool.size(Priority.BATCH);
    }

    public int queued(@Nullable String poolId, Priority priority) {
        PoolQueue pool = pools.get(key(poolId));
        return pool == null ? 0 : pool.size(priority);
    }

    public int queuedOf(@Nullable String poolId, String caller) {
        PoolQueue pool = pools.get(key(poolId));
        return pool == null ? 0 : pool.sizeOf(caller);
    }

    /** The callers with a task that counts against the pool. */
    public Collection<String> callers(@Nullable String poolId) {
        PoolQueue pool = pools.get(key(poolId));
        return pool == null ? List.of() : pool.callers();
    }

    /** Mean and variance of the service times of what waits there. */
    public WorkAhead work(@Nullable String poolId) {
        PoolQueue pool = pools.get(key(poolId));
        return pool == null ? WorkAhead.NONE : pool.work();
    }

    /** How many of its class would start before the waiting task: 0 for the next (B-DP-015). */
    public int position(QueuedTask task) {
        PoolQueue pool = of(task.countedPool);
        return pool.ahead(task.priority(), task.caller(), pool.olderOf(task), this::lastServed);
    }

    /** The position that a newcomer of the caller would get there. */
    public int positionOfNewcomer(@Nullable String poolId, Priority priority, String caller) {
        PoolQueue pool = pools.get(key(poolId));
        return pool == null
                ? 0
                : pool.ahead(priority, caller, pool.sizeOf(priority, caller), this::lastServed);
    }

    /** The victim of drop-lru, see {@link DropVictim}; null when there is nothing to drop. */
    public @Nullable QueuedTask victim(
            String poolId,
            Priority newcomer,
            @Nullable String onlyOf,
            BatchAgeing ageing,
            long nowMs) {
        PoolQueue pool = pools.get(key(poolId));
        return pool == null ? null : DropVictim.choose(pool, newcomer, onlyOf, ageing, nowMs);
    }

    private long lastServed(Priority priority, String caller) {
        return turns.lastServed(priority, caller);
    }

    private PoolQueue of(@Nullable String poolId) {
        return pools.computeIfAbsent(key(poolId), _ -> new PoolQueue());
    }

    private static String key(@Nullable String poolId) {
        return poolId == null ? NOWHERE : poolId;
    }
}
