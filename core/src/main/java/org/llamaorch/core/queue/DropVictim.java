package org.llamaorch.core.queue;

import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Priority;

/**
 * Whom drop-lru drops when the queue is full (contract §4, policies):
 *
 * <ol>
 *   <li>of the caller with the most batch tasks queued, the oldest that did not wait past the limit
 *   <li>for an interactive newcomer, else the same among interactive tasks
 *   <li>otherwise nobody: the newcomer is refused
 * </ol>
 *
 * A caller with nothing but protected tasks is passed over; between two with equally many, the one
 * with the older task gives.
 */
final class DropVictim {

    private DropVictim() {}

    /** Who is dropped; {@code onlyOf} names the one caller whose tasks may be, null for all. */
    static @Nullable QueuedTask choose(
            PoolQueue pool,
            Priority newcomer,
            @Nullable String onlyOf,
            BatchAgeing ageing,
            long nowMs) {
        QueuedTask victim = ofMostQueued(pool, Priority.BATCH, onlyOf, ageing, nowMs); // 1
        if (victim == null && newcomer == Priority.INTERACTIVE) {
            victim = ofMostQueued(pool, Priority.INTERACTIVE, onlyOf, ageing, nowMs); // 2
        }
        return victim; // 3
    }

    private static @Nullable QueuedTask ofMostQueued(
            PoolQueue pool,
            Priority priority,
            @Nullable String onlyOf,
            BatchAgeing ageing,
            long nowMs) {
        QueuedTask victim = null;
        int most = 0;
        for (Map.Entry<String, NavigableMap<Long, QueuedTask>> own :
                pool.byCaller(priority).entrySet()) {
            int queued = own.getValue().size();
            if ((onlyOf == null || own.getKey().equals(onlyOf)) && queued >= most) {
                QueuedTask oldest = oldestUnprotected(own.getValue(), ageing, nowMs);
                if (oldest != null
                        && (victim == null || queued > most || oldest.order() < victim.order())) {
                    victim = oldest;
                    most = queued;
                }
            }
        }
        return victim;
    }

    private static @Nullable QueuedTask oldestUnprotected(
            NavigableMap<Long, QueuedTask> tasks, BatchAgeing ageing, long nowMs) {
        for (QueuedTask task : tasks.values()) {
            if (!ageing.aged(task, nowMs)) {
                return task;
            }
        }
        return null;
    }
}
