package org.llamaorch.core.scheduler;

import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.ErrorCode;

/**
 * Deadlines and the wall timeout (B-DL-002, B-DL-003):
 *
 * <ol>
 *   <li>a deadline that passes while the task is queued or runs ends it with DEADLINE_UNMET
 *   <li>an attempt that runs longer than its pool allows ends the task with DECODE_TIMEOUT
 * </ol>
 */
final class Deadlines {

    private final SchedulerState state;
    private final TaskEnds ends;

    Deadlines(SchedulerState state, TaskEnds ends) {
        this.state = state;
        this.ends = ends;
    }

    /** Begins to watch the task's deadline, if it has one. */
    void watch(LiveTask task) {
        long atMs = task.deadlineAtMs();
        if (atMs > 0) {
            task.deadline = state.timers.set(atMs, new Due.Deadline(task.id()));
        }
    }

    void passed(Due.Deadline due, Turn turn) { // 1
        LiveTask task = state.tasks.find(due.taskId());
        Long deadlineMs = task == null ? null : task.spec().deadlineMs();
        if (task == null || deadlineMs == null) {
            return;
        }
        boolean retriable =
                state.prediction.idlePoolCouldMake(
                        task.place.service(), deadlineMs, state.settings.onTimeRefuseBelow());
        ends.endFromOutside(task, Terminals.expired(task, retriable), CancelReason.DEADLINE, turn);
    }

    void ranTooLong(Due.WallTimeout due, Turn turn) { // 2
        LiveTask task = state.tasks.find(due.taskId());
        if (task != null && task.lease != null && task.attempt == due.attempt()) {
            ends.endFromOutside(
                    task,
                    Terminals.failed(
                            task,
                            ErrorCode.DECODE_TIMEOUT,
                            "The attempt ran longer than the pool's wall timeout.",
                            null),
                    null,
                    turn);
        }
    }
}
