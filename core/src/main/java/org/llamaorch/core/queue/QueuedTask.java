package org.llamaorch.core.queue;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Priority;
import org.llamaorch.core.forecast.ServiceTime;
import org.llamaorch.core.placement.Demand;
import org.llamaorch.core.task.TaskSpec;

/**
 * A task's place in the queue, the same for its whole life: a failed attempt puts it back here.
 * Confined to the scheduler's thread.
 */
public final class QueuedTask {

    private final TaskSpec task;
    private final long order;
    private final long admittedAtMs;
    private final Demand demand;
    private ServiceTime service;

    /** The pool it counts against while it is queued; set by {@link PoolPlaces}. */
    @Nullable String countedPool;

    /** When its caller had been served before it was taken, to give the turn back. */
    long turnBefore;

    /**
     * @param order its place among all admissions
     * @param admittedAtMs epoch milliseconds
     * @param service how long it should hold its slot
     */
    public QueuedTask(
            TaskSpec task, long order, long admittedAtMs, Demand demand, ServiceTime service) {
        this.task = task;
        this.order = order;
        this.admittedAtMs = admittedAtMs;
        this.demand = demand;
        this.service = service;
    }

    public TaskSpec task() {
        return task;
    }

    public String taskId() {
        return task.taskId();
    }

    public String caller() {
        return task.caller();
    }

    public Priority priority() {
        return task.priority();
    }

    public long order() {
        return order;
    }

    public long admittedAtMs() {
        return admittedAtMs;
    }

    public Demand demand() {
        return demand;
    }

    public ServiceTime service() {
        return service;
    }

    /** The forecast of the pool it now counts against. */
    public void service(ServiceTime service) {
        this.service = service;
    }

    /** The pool it counts against; null when no pool serves it, or it is not queued. */
    public @Nullable String countedPool() {
        return countedPool;
    }

    @Override
    public String toString() {
        return "QueuedTask[" + taskId() + ", " + order + "]";
    }
}
