package org.llamaorch.core.scheduler;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.core.placement.SlotLease;
import org.llamaorch.core.task.AttemptEnding;

/**
 * Ends attempts whose replica is drained, lost or leaves with the daemon, while the task may go on:
 *
 * <ol>
 *   <li>after its first token: WORKER_RESET, now
 *   <li>before it: the attempt is stopped; the task is back in its place once it really is over, so
 *       that no token of the old attempt can slip into the new one's stream
 *   <li>a first token that comes meanwhile makes it the first case
 *   <li>where nobody can be relied on to tell that the attempt is over, it is taken as over after a
 *       while; one whose stream's own end came first is waited for
 * </ol>
 */
final class Stops {

    private static final long OVERDUE_MS = 2_000;

    private final SchedulerState state;
    private final TaskEnds ends;
    private final AttemptEnds attempts;

    Stops(SchedulerState state, TaskEnds ends, AttemptEnds attempts) {
        this.state = state;
        this.ends = ends;
        this.attempts = attempts;
    }

    /**
     * Ends all these attempts.
     *
     * @param counts whether they count towards REPLICA_EXHAUSTED
     * @param mayBeSilent whether their end may never be told
     */
    void stopAll(
            List<SlotLease> leases,
            String cause,
            boolean counts,
            boolean mayBeSilent,
            @Nullable CancelReason reason,
            Turn turn) {
        for (SlotLease lease : leases) {
            LiveTask task = state.tasks.find(lease.taskId());
            if (mayBeSilent) { // 4
                Timers.Timer overdue =
                        state.timers.set(
                                turn.nowMs() + OVERDUE_MS,
                                new Due.AttemptOverdue(lease.taskId(), lease.attempt()));
                if (task != null && lease.equals(task.lease)) {
                    task.overdue = overdue;
                }
            }
            if (task != null && lease.equals(task.lease) && task.stopping == null) {
                stop(task, new LiveTask.StopToRequeue(cause, counts), reason, turn);
            }
        }
    }

    void firstToken(Event.FirstToken event, Turn turn) {
        LiveTask task = state.tasks.find(event.taskId());
        if (task == null
                || task.lease == null
                || task.attempt != event.attempt()
                || task.firstTokenAtMs > 0) {
            return;
        }
        task.firstTokenAtMs = turn.nowMs();
        turn.tell(
                new Notice.FirstToken(
                        task.spec(),
                        task.lease.replica().status(),
                        turn.nowMs() - task.place.admittedAtMs()));
        LiveTask.StopToRequeue stopping = task.stopping;
        if (stopping != null) { // 3
            reset(task, stopping.cause(), null, turn);
        }
    }

    void overdue(Due.AttemptOverdue due, Turn turn) { // 4
        LiveTask task = state.tasks.find(due.taskId());
        if (task != null && task.wanted != null && task.attempt == due.attempt()) {
            task.overdue =
                    state.timers.set(
                            turn.nowMs() + OVERDUE_MS,
                            new Due.AttemptOverdue(due.taskId(), due.attempt()));
            return;
        }
        attempts.ended(
                new Event.AttemptEnded(due.taskId(), due.attempt(), new AttemptEnding.Stopped()),
                turn);
    }

    private void stop(
            LiveTask task,
            LiveTask.StopToRequeue stopping,
            @Nullable CancelReason reason,
            Turn turn) {
        if (task.firstTokenAtMs > 0) { // 1
            reset(task, stopping.cause(), reason, turn);
        } else { // 2
            task.stopping = stopping;
            turn.release(new Effect.StopAttempt(task.id(), task.attempt));
        }
    }

    private void reset(LiveTask task, String cause, @Nullable CancelReason reason, Turn turn) {
        ends.endFromOutside(
                task, Terminals.failed(task, ErrorCode.WORKER_RESET, cause, null), reason, turn);
    }
}
