package org.llamaorch.core.queue;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Priority;

/**
 * The tasks of one class that share a demand: callers in turn, each one's own in order. Confined to
 * the scheduler's thread. Everything is O(log n).
 */
final class ClassQueue {

    private final Priority priority;
    private final CallerTurns turns;
    private final Map<String, CallerQueue> byCaller = new HashMap<>();
    private final TreeSet<CallerQueue> byTurn = new TreeSet<>(CallerQueue.BY_TURN);
    private final TreeMap<Long, QueuedTask> byAge = new TreeMap<>();

    ClassQueue(Priority priority, CallerTurns turns) {
        this.priority = priority;
        this.turns = turns;
    }

    boolean isEmpty() {
        return byAge.isEmpty();
    }

    Iterable<QueuedTask> inOrder() {
        return byAge.values();
    }

    void add(QueuedTask task) {
        CallerQueue queue = byCaller.get(task.caller());
        if (queue == null) {
            queue = new CallerQueue(this, turns.of(priority, task.caller()));
            byCaller.put(task.caller(), queue);
            queue.turn.queues.add(queue);
        } else {
            byTurn.remove(queue);
        }
        queue.tasks.put(task.order(), task);
        byTurn.add(queue);
        byAge.put(task.order(), task);
    }

    boolean remove(QueuedTask task) {
        if (byAge.remove(task.order()) == null) {
            return false;
        }
        CallerQueue queue = byCaller.get(task.caller());
        if (queue == null) {
            throw new IllegalStateException("queued by age and not by caller: " + task);
        }
        byTurn.remove(queue);
        queue.tasks.remove(task.order());
        if (queue.tasks.isEmpty()) {
            byCaller.remove(task.caller());
            queue.turn.queues.remove(queue);
        } else {
            byTurn.add(queue);
        }
        return true;
    }

    /** The queue whose caller's turn it is; null when all are empty. */
    @Nullable CallerQueue next() {
        return byTurn.isEmpty() ? null : byTurn.first();
    }

    /** The task admitted first, whoever's; null without one. */
    @Nullable QueuedTask oldest() {
        return byAge.isEmpty() ? null : byAge.firstEntry().getValue();
    }

    /** Changes when the caller was last served, and its place in every queue of its class. */
    static void served(CallerTurns.Turn turn, long lastServed) {
        for (CallerQueue queue : turn.queues) {
            queue.owner.byTurn.remove(queue);
        }
        turn.lastServed = lastServed;
        for (CallerQueue queue : turn.queues) {
            queue.owner.byTurn.add(queue);
        }
    }
}
