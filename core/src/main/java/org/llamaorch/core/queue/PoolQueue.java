package org.llamaorch.core.queue;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongBiFunction;
import org.llamaorch.contracts.Priority;
import org.llamaorch.core.forecast.ServiceTime;

/**
 * The tasks that count against one pool, by class and caller. Confined to the scheduler's thread.
 */
final class PoolQueue {

    private final Map<String, NavigableMap<Long, QueuedTask>> interactive = new HashMap<>();
    private final Map<String, NavigableMap<Long, QueuedTask>> batch = new HashMap<>();
    private int interactiveTasks;
    private int batchTasks;
    private double sumMeanMs;
    private double sumVariance;

    Map<String, NavigableMap<Long, QueuedTask>> byCaller(Priority priority) {
        return priority == Priority.INTERACTIVE ? interactive : batch;
    }

    boolean add(QueuedTask task) {
        NavigableMap<Long, QueuedTask> own =
                byCaller(task.priority()).computeIfAbsent(task.caller(), _ -> new TreeMap<>());
        if (own.putIfAbsent(task.order(), task) != null) {
            return false;
        }
        count(task, 1);
        return true;
    }

    boolean remove(QueuedTask task) {
        NavigableMap<Long, QueuedTask> own = byCaller(task.priority()).get(task.caller());
        if (own == null || own.remove(task.order()) == null) {
            return false;
        }
        if (own.isEmpty()) {
            byCaller(task.priority()).remove(task.caller());
        }
        count(task, -1);
        return true;
    }

    boolean isEmpty() {
        return interactiveTasks == 0 && batchTasks == 0;
    }

    int size(Priority priority) {
        return priority == Priority.INTERACTIVE ? interactiveTasks : batchTasks;
    }

    int sizeOf(Priority priority, String caller) {
        NavigableMap<Long, QueuedTask> own = byCaller(priority).get(caller);
        return own == null ? 0 : own.size();
    }

    int sizeOf(String caller) {
        return sizeOf(Priority.INTERACTIVE, caller) + sizeOf(Priority.BATCH, caller);
    }

    Collection<String> callers() {
        Set<String> callers = new HashSet<>(interactive.keySet());
        callers.addAll(batch.keySet());
        return callers;
    }

    WorkAhead work() {
        return new WorkAhead(interactiveTasks + batchTasks, sumMeanMs, sumVariance);
    }

    /** How many of its caller's own tasks of its class are older. */
    int olderOf(QueuedTask task) {
        NavigableMap<Long, QueuedTask> own = byCaller(task.priority()).get(task.caller());
        return own == null ? 0 : own.headMap(task.order()).size();
    }

    /**
     * How many start before the task that has {@code older} older ones of its caller: callers take
     * turns, so of each other caller as many, and one more when that caller's turn comes first.
     */
    int ahead(
            Priority priority,
            String caller,
            int older,
            ToLongBiFunction<Priority, String> lastServed) {
        long ownServed = lastServed.applyAsLong(priority, caller);
        long ownHead = headOrder(priority, caller);
        int ahead = older;
        for (Map.Entry<String, NavigableMap<Long, QueuedTask>> other :
                byCaller(priority).entrySet()) {
            if (!other.getKey().equals(caller)) {
                long otherServed = lastServed.applyAsLong(priority, other.getKey());
                boolean first =
                        otherServed < ownServed
                                || (otherServed == ownServed
                                        && other.getValue().firstKey() < ownHead);
                ahead += Math.min(other.getValue().size(), first ? older + 1 : older);
            }
        }
        return ahead;
    }

    private long headOrder(Priority priority, String caller) {
        NavigableMap<Long, QueuedTask> own = byCaller(priority).get(caller);
        return own == null ? Long.MAX_VALUE : own.firstKey();
    }

    private void count(QueuedTask task, int by) {
        ServiceTime service = task.service();
        sumMeanMs += by * service.meanMs();
        sumVariance += by * service.sdMs() * service.sdMs();
        if (task.priority() == Priority.INTERACTIVE) {
            interactiveTasks += by;
        } else {
            batchTasks += by;
        }
        if (isEmpty()) {
            sumMeanMs = 0;
            sumVariance = 0;
        }
    }
}
