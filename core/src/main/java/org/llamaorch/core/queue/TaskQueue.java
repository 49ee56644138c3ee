package org.llamaorch.core.queue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Priority;
import org.llamaorch.core.placement.Demand;

/**
 * Who is next. Queues live at (demand, class, caller); the task to start is chosen among the
 * demands for which a slot is free, so that one that fits nothing free holds nobody up (B-SCH-003).
 *
 * <ol>
 *   <li>the oldest batch task that waited past the limit, at every k-th start
 *   <li>interactive: the caller whose turn it is, its oldest task
 *   <li>batch: the same
 * </ol>
 *
 * Adding, taking and removing are O(log n) in tasks; choosing is linear in the distinct demands
 * that wait, which are bounded. Confined to the scheduler's thread.
 */
public final class TaskQueue {

    /**
     * The task whose turn it is.
     *
     * @param aged the oldest batch task that could start and waited past the limit; null when there
     *     is none
     */
    public record Next(QueuedTask task, @Nullable QueuedTask aged) {}

    private static final class DemandQueue {
        final ClassQueue interactive;
        final ClassQueue batch;

        DemandQueue(CallerTurns turns) {
            interactive = new ClassQueue(Priority.INTERACTIVE, turns);
            batch = new ClassQueue(Priority.BATCH, turns);
        }

        ClassQueue of(Priority priority) {
            return priority == Priority.INTERACTIVE ? interactive : batch;
        }

        boolean isEmpty() {
            return interactive.isEmpty() && batch.isEmpty();
        }
    }

    private final Map<Demand, DemandQueue> demands = new LinkedHashMap<>();
    private final CallerTurns turns = new CallerTurns();
    private final BatchAgeing ageing;

    public TaskQueue(BatchAgeing ageing) {
        this.ageing = ageing;
    }

    /** Puts the task in its place: by order among its caller's. */
    public void add(QueuedTask task) {
        demands.computeIfAbsent(task.demand(), _ -> new DemandQueue(turns))
                .of(task.priority())
                .add(task);
    }

    /** Takes a task out without a start; says whether it was there. */
    public boolean remove(QueuedTask task) {
        DemandQueue queue = demands.get(task.demand());
        if (queue == null || !queue.of(task.priority()).remove(task)) {
            return false;
        }
        if (queue.isEmpty()) {
            demands.remove(task.demand());
        }
        return true;
    }

    /** The distinct demands that wait. */
    public Set<Demand> demands() {
        return Collections.unmodifiableSet(demands.keySet());
    }

    /** The tasks that wait with this demand, interactive before batch, each by age. */
    public List<QueuedTask> waiting(Demand demand) {
        DemandQueue queue = demands.get(demand);
        List<QueuedTask> waiting = new ArrayList<>();
        if (queue != null) {
            queue.interactive.inOrder().forEach(waiting::add);
            queue.batch.inOrder().forEach(waiting::add);
        }
        return waiting;
    }

    /** The next task among the demands that {@code startable} accepts; null when there is none. */
    public @Nullable Next next(Predicate<Demand> startable, long nowMs) {
        QueuedTask oldestBatch = null;
        CallerQueue interactive = null;
        CallerQueue batch = null;
        for (Map.Entry<Demand, DemandQueue> entry : demands.entrySet()) {
            if (startable.test(entry.getKey())) {
                DemandQueue queue = entry.getValue();
                oldestBatch = older(oldestBatch, queue.batch.oldest());
                interactive = sooner(interactive, queue.interactive.next());
                batch = sooner(batch, queue.batch.next());
            }
        }
        QueuedTask aged =
                oldestBatch != null && ageing.aged(oldestBatch, nowMs) ? oldestBatch : null;
        if (aged != null && ageing.due(aged)) { // 1
            return new Next(aged, aged);
        }
        if (interactive != null) { // 2
            return new Next(interactive.head(), aged);
        }
        return batch == null ? null : new Next(batch.head(), aged); // 3
    }

    /** Takes the task out for its start and counts its caller's turn. */
    public void take(Next next) {
        QueuedTask task = next.task();
        CallerTurns.Turn turn = turns.of(task.priority(), task.caller());
        if (!remove(task)) {
            throw new IllegalStateException("not queued: " + task);
        }
        task.turnBefore = turn.lastServed;
        ClassQueue.served(turn, turns.nextServed());
        ageing.started(task, next.aged());
    }

    /** Puts a taken task back in its old place and gives its caller the turn back. */
    public void putBack(QueuedTask task) {
        add(task);
        CallerTurns.Turn turn = turns.of(task.priority(), task.caller());
        ClassQueue.served(turn, Math.min(turn.lastServed, task.turnBefore));
    }

    /** When the caller was last served in the class, as a count; 0 for never. */
    long lastServed(Priority priority, String caller) {
        return turns.lastServed(priority, caller);
    }

    private static @Nullable QueuedTask older(
            @Nullable QueuedTask one, @Nullable QueuedTask other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.order() <= other.order() ? one : other;
    }

    private static @Nullable CallerQueue sooner(
            @Nullable CallerQueue one, @Nullable CallerQueue other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return CallerQueue.BY_TURN.compare(one, other) <= 0 ? one : other;
    }
}
