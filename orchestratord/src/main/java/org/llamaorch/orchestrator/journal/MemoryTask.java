package org.llamaorch.orchestrator.journal;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.scheduler.Entry;
import org.llamaorch.core.scheduler.RememberedTasks.Remembered;
import org.llamaorch.core.task.JsonBody;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.core.task.TaskView;

/** A task as the memory journal keeps it; without body and result once it has ended. */
record MemoryTask(
        Entry.TaskAdmitted admitted,
        Entry.@Nullable TaskMoved moved,
        Entry.@Nullable TaskEnded over) {

    private static final JsonBody NO_BODY = JsonBody.of(new byte[0]);

    MemoryTask moved(Entry.TaskMoved now) {
        return new MemoryTask(admitted, now, null);
    }

    MemoryTask ended(Entry.TaskEnded end) {
        return new MemoryTask(
                new Entry.TaskAdmitted(
                        admitted.epoch(),
                        withoutBody(admitted.task()),
                        admitted.order(),
                        admitted.atMs(),
                        admitted.told(),
                        admitted.reserved()),
                moved,
                withoutResult(end));
    }

    /** A history in memory has the result, and nothing else is ever read of it. */
    private static Entry.TaskEnded withoutResult(Entry.TaskEnded end) {
        return end.terminal() instanceof Terminal.End completed
                ? new Entry.TaskEnded(
                        end.epoch(),
                        end.taskId(),
                        completed.withoutResult(),
                        end.attempts(),
                        end.replica(),
                        end.startedAtMs(),
                        end.firstTokenAtMs(),
                        end.endedAtMs())
                : end;
    }

    void addTo(List<Entry> entries) {
        entries.add(admitted);
        if (moved != null) {
            entries.add(moved);
        }
    }

    Remembered remembered() {
        TaskSpec task = admitted.task();
        return new Remembered(task.taskId(), task.caller(), task.bodyDigest(), admitted.told());
    }

    EndedTask endedTask() {
        Entry.TaskEnded end = end();
        TaskSpec task = admitted.task();
        return new EndedTask(
                task.taskId(),
                task.caller(),
                task.sessionId(),
                task.correlationId(),
                end.terminal(),
                end.endedAtMs());
    }

    TaskView view() {
        Entry.TaskEnded end = end();
        ReplicaId last = end.replica();
        if (last == null && moved != null) {
            last = moved.replica();
        }
        TaskSpec task = admitted.task();
        EndedView.Kept kept =
                new EndedView.Kept(
                        task.taskId(),
                        task.caller(),
                        task.sessionId(),
                        task.modelRef(),
                        task.deadlineMs(),
                        admitted.atMs(),
                        last == null ? admitted.told().poolId() : last.pool(),
                        admitted.told());
        return EndedView.of(kept, end);
    }

    private Entry.TaskEnded end() {
        return Objects.requireNonNull(over, "the task lives");
    }

    private static TaskSpec withoutBody(TaskSpec task) {
        return new TaskSpec(
                task.taskId(),
                task.idempotencyKey(),
                task.caller(),
                task.sessionId(),
                task.correlationId(),
                task.trace(),
                task.door(),
                task.endpoint(),
                task.modelRef(),
                task.engine(),
                task.workload(),
                task.ctx(),
                task.priority(),
                task.maxTokens(),
                task.deadlineMs(),
                task.expectedTokens(),
                task.seed(),
                task.determinism(),
                task.kvHint(),
                task.choices(),
                task.promptTokensBound(),
                task.cancelOnDisconnect(),
                task.disconnectGraceMs(),
                task.placement(),
                task.trustedOnly(),
                task.bodyDigest(),
                NO_BODY);
    }
}
