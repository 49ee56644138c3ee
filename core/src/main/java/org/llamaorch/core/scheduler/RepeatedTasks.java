package org.llamaorch.core.scheduler;

import java.util.Optional;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.admission.Refusals;
import org.llamaorch.core.scheduler.RememberedTasks.Remembered;
import org.llamaorch.core.task.TaskSpec;

/**
 * Whether a task was sent before (B-RTY-001 to 003), looked up among
 *
 * <ol>
 *   <li>living tasks, by id
 *   <li>living tasks, by the caller's Idempotency-Key
 *   <li>ended tasks, by id
 *   <li>ended tasks, by the caller's Idempotency-Key
 * </ol>
 *
 * The same caller and body again is told the same again; anything else is a conflict.
 */
final class RepeatedTasks {

    private final LiveTasks living;
    private final RememberedTasks ended;

    RepeatedTasks(LiveTasks living, RememberedTasks ended) {
        this.living = living;
        this.ended = ended;
    }

    /** What to answer to a repeated task; empty when it is new. */
    Optional<Admission> answer(TaskSpec task) {
        return find(task).map(first -> judge(task, first));
    }

    private Optional<Remembered> find(TaskSpec task) {
        String key = task.idempotencyKey();
        Optional<Remembered> found =
                Optional.ofNullable(living.find(task.taskId())).map(RepeatedTasks::of); // 1
        if (found.isEmpty() && key != null) {
            found =
                    Optional.ofNullable(living.findByKey(task.caller(), key)) // 2
                            .map(RepeatedTasks::of);
        }
        if (found.isEmpty()) {
            found = ended.byTaskId(task.taskId()); // 3
        }
        if (found.isEmpty() && key != null) {
            found = ended.byIdempotencyKey(task.caller(), key); // 4
        }
        return found;
    }

    private static Remembered of(LiveTask task) {
        return new Remembered(task.id(), task.spec().caller(), task.spec().bodyDigest(), task.told);
    }

    private static Admission judge(TaskSpec task, Remembered first) {
        if (!first.caller().equals(task.caller())
                || !first.bodyDigest().equals(task.bodyDigest())) {
            return Refusals.wrong(
                    ErrorCode.TASK_ID_CONFLICT,
                    "This task_id or Idempotency-Key belongs to another task; use another one.",
                    "/task_id");
        }
        return first.told().again();
    }
}
