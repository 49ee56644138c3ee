package org.llamaorch.core.scheduler;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.TaskState;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.budget.Reservation;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.Replica;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.placement.SlotLease;
import org.llamaorch.core.queue.QueuedTask;
import org.llamaorch.core.session.LiveSession;
import org.llamaorch.core.task.TaskSpec;

/**
 * A task from its admission to its terminal. It waits in the queue, or waits for a reserved
 * replica, or owns a lease; never two of them. Confined to the scheduler's thread.
 */
final class LiveTask {

    /** An end decided from outside that found the stream's own end first. */
    record Wanted(Terminal terminal, @Nullable CancelReason reason) {}

    /**
     * Why its attempt is being stopped while the task itself goes on.
     *
     * @param counts whether it counts towards REPLICA_EXHAUSTED
     */
    record StopToRequeue(String cause, boolean counts) {}

    final QueuedTask place;
    final Admission.Admitted told;
    final LiveSession session;
    final Reservation reservation;

    int attempt;
    int failures;
    @Nullable SlotLease lease;
    @Nullable Replica reserved;
    @Nullable ReplicaStatus ranOn;
    long startedAtMs;
    long firstTokenAtMs;
    boolean kvWarm;

    /** Where a 5xx of it was counted against the breaker; null when none is. */
    @Nullable Replica countedFaultAt;

    @Nullable StopToRequeue stopping;
    @Nullable Wanted wanted;
    final List<Long> waitingReplies = new ArrayList<>();

    /** Where the journal says it ran when the daemon died; null when it was queued. */
    @Nullable ReplicaId restoredReplica;

    boolean listenerCame;
    int listeners;

    Timers.@Nullable Timer deadline;
    Timers.@Nullable Timer wall;
    Timers.@Nullable Timer disconnected;
    Timers.@Nullable Timer overdue;

    LiveTask(
            QueuedTask place,
            Admission.Admitted told,
            LiveSession session,
            Reservation reservation) {
        this.place = place;
        this.told = told;
        this.session = session;
        this.reservation = reservation;
    }

    TaskSpec spec() {
        return place.task();
    }

    String id() {
        return place.taskId();
    }

    TaskState state() {
        if (lease == null) {
            return TaskState.QUEUED;
        }
        return firstTokenAtMs == 0 ? TaskState.STARTING : TaskState.RUNNING;
    }

    /** Epoch milliseconds; 0 for none. */
    long deadlineAtMs() {
        Long deadlineMs = spec().deadlineMs();
        return deadlineMs == null ? 0 : place.admittedAtMs() + deadlineMs;
    }

    /** Most tokens to decode there: what the pool allows, within what is reserved. */
    @Nullable Integer maxTokens(PoolSpec pool) {
        Integer most = pool.maxTokens(spec().maxTokens());
        if (!reservation.counts() || spec().workload() != Workload.COMPLETION) {
            return most;
        }
        long reserved =
                (reservation.most().tokens() - spec().promptTokensBound()) / spec().choices();
        return most == null || most > reserved
                ? Integer.valueOf((int) Math.max(1, reserved))
                : most;
    }

    /** How long an attempt may take there: what the pool allows, within what is reserved. */
    long wallTimeoutMs(PoolSpec pool) {
        return reservation.counts() && reservation.most().timeMs() > 0
                ? Math.min(pool.wallTimeoutMs(), reservation.most().timeMs())
                : pool.wallTimeoutMs();
    }

    /** How long it waited for its (latest) start, milliseconds. */
    long queuedMs(long nowMs) {
        return (startedAtMs == 0 ? nowMs : startedAtMs) - place.admittedAtMs();
    }
}
