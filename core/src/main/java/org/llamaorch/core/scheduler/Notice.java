package org.llamaorch.core.scheduler;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.task.TaskSpec;

/** What happened, in the words of metrics and narration (contract §5, §6). */
public sealed interface Notice {

    record Admitted(TaskSpec task, Admission.Admitted told) implements Notice {}

    record Refused(TaskSpec task, Admission.Refused refusal) implements Notice {}

    /** A placement decision: {@code candidates} free slots considered. */
    record Placed(
            TaskSpec task,
            ReplicaStatus replica,
            int attempt,
            int candidates,
            boolean fallback,
            long queuedMs)
            implements Notice {}

    /** A task at its turn found no slot. */
    record NoCapacity(TaskSpec task) implements Notice {}

    /** The attempt failed before its first token; the task is back in its place. */
    record Requeued(TaskSpec task, int attempt, ReplicaStatus replica, String cause)
            implements Notice {}

    record FirstToken(TaskSpec task, ReplicaStatus replica, long sinceAdmissionMs)
            implements Notice {}

    record Ended(
            TaskSpec task,
            Terminal terminal,
            @Nullable ReplicaStatus replica,
            @Nullable CancelReason canceledBy,
            long queuedMs,
            long totalMs)
            implements Notice {}

    record ReplicaBound(ReplicaStatus status) implements Notice {}

    record ReplicaLost(ReplicaId id, String cause) implements Notice {}

    record BreakerChanged(ReplicaId id, String state, String cause) implements Notice {}

    record EngineResting(ReplicaId id, long restMs) implements Notice {}

    record Draining(String poolId, @Nullable Long deadlineMs) implements Notice {}

    record Undrained(String poolId) implements Notice {}

    /** The pool serves another model from now on. */
    record Reloaded(String poolId, @Nullable String before, String now) implements Notice {}
}
