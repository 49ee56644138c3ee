package org.llamaorch.core.admission;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.llamaorch.contracts.FullPolicy;
import org.llamaorch.contracts.Priority;
import org.llamaorch.core.placement.Leases;
import org.llamaorch.core.placement.Pool;
import org.llamaorch.core.queue.PoolPlaces;
import org.llamaorch.core.task.TaskSpec;

/**
 * Whether a pool's queue has a place for a caller's task:
 *
 * <ol>
 *   <li>not beyond its capacity
 *   <li>under shed-low-priority, batch not beyond the high-water mark (B-SCH-008)
 *   <li>while several callers are active, none beyond half of the places (B-SCH-013)
 * </ol>
 *
 * Active in a pool is who has a task queued or running there, and who was just refused there and
 * told to come back: otherwise a caller who holds all places would never notice the other. Confined
 * to the scheduler's thread.
 */
public final class QueueRoom {

    private static final int REFUSED_REMEMBERED_MAX = 1024;

    private final PoolPlaces places;
    private final Leases leases;
    private final Map<String, LinkedHashMap<String, Long>> refusedUntilMs = new HashMap<>();

    public QueueRoom(PoolPlaces places, Leases leases) {
        this.places = places;
        this.leases = leases;
    }

    boolean has(Pool pool, TaskSpec task, long nowMs) {
        int queued = places.queued(pool.id());
        int capacity = pool.spec().capacity();
        if (queued >= capacity) { // 1
            return false;
        }
        if (pool.spec().fullPolicy() == FullPolicy.SHED_LOW_PRIORITY
                && task.priority() == Priority.BATCH
                && queued >= Math.max(1, capacity * pool.spec().highWaterPercent() / 100)) { // 2
            return false;
        }
        return !overHalf(pool, task.caller(), nowMs); // 3
    }

    /** Whether one more task of the caller would take more than half of a shared queue. */
    boolean overHalf(Pool pool, String caller, long nowMs) {
        int own = places.queuedOf(pool.id(), caller);
        return own >= Math.max(1, pool.spec().capacity() / 2) && othersActive(pool, caller, nowMs);
    }

    /** The caller was told to come back and counts as active until {@code untilMs}. */
    void refused(Pool pool, String caller, long untilMs) {
        LinkedHashMap<String, Long> refused =
                refusedUntilMs.computeIfAbsent(pool.id(), _ -> new LinkedHashMap<>());
        refused.remove(caller);
        refused.put(caller, untilMs);
        if (refused.size() > REFUSED_REMEMBERED_MAX) {
            refused.pollFirstEntry();
        }
    }

    private boolean othersActive(Pool pool, String caller, long nowMs) {
        Set<String> active = new HashSet<>(places.callers(pool.id()));
        active.addAll(leases.callers(pool.id()));
        LinkedHashMap<String, Long> refused = refusedUntilMs.get(pool.id());
        if (refused != null) {
            refused.values().removeIf(untilMs -> untilMs <= nowMs);
            active.addAll(refused.keySet());
        }
        active.remove(caller);
        return !active.isEmpty();
    }
}
