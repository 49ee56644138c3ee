package org.llamaorch.core.scheduler;

import java.util.Optional;
import org.llamaorch.core.admission.Admission;

/**
 * Ids of ended tasks, kept 24 h and at most the newest million (contract, TASK_ID_CONFLICT). Called
 * on the scheduler's thread.
 */
public interface RememberedTasks {

    /** The ended task with this id, whoever sent it. */
    Optional<Remembered> byTaskId(String taskId);

    /** The ended task this caller sent under this Idempotency-Key. */
    Optional<Remembered> byIdempotencyKey(String caller, String idempotencyKey);

    /** What is kept of it: enough to tell a safe retry from a conflict and to answer it. */
    record Remembered(String taskId, String caller, String bodyDigest, Admission.Admitted told) {}
}
