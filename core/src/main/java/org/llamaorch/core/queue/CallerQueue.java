package org.llamaorch.core.queue;

import java.util.Comparator;
import java.util.TreeMap;

/** One caller's tasks of one class and demand, in order of admission. */
final class CallerQueue {

    /**
     * Whose turn it is:
     *
     * <ol>
     *   <li>the caller served least recently
     *   <li>the older task
     * </ol>
     */
    static final Comparator<CallerQueue> BY_TURN =
            Comparator.comparingLong((CallerQueue queue) -> queue.turn.lastServed) // 1
                    .thenComparingLong(CallerQueue::headOrder); // 2

    final ClassQueue owner;
    final CallerTurns.Turn turn;
    final TreeMap<Long, QueuedTask> tasks = new TreeMap<>();

    CallerQueue(ClassQueue owner, CallerTurns.Turn turn) {
        this.owner = owner;
        this.turn = turn;
    }

    QueuedTask head() {
        return tasks.firstEntry().getValue();
    }

    long headOrder() {
        return tasks.firstKey();
    }
}
