package org.llamaorch.orchestrator.journal;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.TaskState;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.scheduler.Entry;
import org.llamaorch.core.task.TaskView;

/** What may be seen of a task that has ended. */
final class EndedView {

    private EndedView() {}

    /** The names and numbers of a task that are kept with its id. */
    record Kept(
            String taskId,
            String caller,
            String sessionId,
            String modelRef,
            @Nullable Long deadlineMs,
            long admittedAtMs,
            @Nullable String poolId,
            Admission.Admitted told) {}

    static TaskView of(Kept kept, Entry.TaskEnded end) {
        ReplicaId replica = end.replica();
        Admission.Admitted told = kept.told();
        Long deadlineMs = kept.deadlineMs();
        Terminal terminal = end.terminal();
        return new TaskView(
                kept.taskId(),
                kept.caller(),
                kept.sessionId(),
                kept.modelRef(),
                told.priority(),
                TaskState.ENDED,
                terminal.outcome(),
                told.queuePosition(),
                told.predictedStartMs(),
                told.onTimeProbability(),
                -1,
                0,
                null,
                false,
                kept.poolId(),
                replica == null ? null : replica.toString(),
                end.attempts(),
                kept.admittedAtMs(),
                end.startedAtMs(),
                end.firstTokenAtMs(),
                end.endedAtMs(),
                deadlineMs == null ? 0 : kept.admittedAtMs() + deadlineMs,
                terminal.tokensOut(),
                terminal);
    }
}
