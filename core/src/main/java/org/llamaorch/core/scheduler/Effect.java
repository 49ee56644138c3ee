package org.llamaorch.core.scheduler;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.task.TaskSpec;

/** What the scheduler wants done, released only after the turn's entries are written. In order. */
public sealed interface Effect {

    /** The answer to the event with this ticket. */
    record Reply(long replyTo, Answer answer) implements Effect {}

    /**
     * Open the task's stream and append its frame 0, {@code started}, with what was told; one that
     * is there already, from an earlier life, stays as it is.
     */
    record OpenStream(TaskSpec task, Admission.Admitted told) implements Effect {}

    /**
     * Start the attempt on the leased slot.
     *
     * @param alone strict: the slot's replica serves nothing else now, and the engine's prompt
     *     cache stays off
     * @param maxTokens most tokens to decode, with the pool's default applied; null when the
     *     context alone bounds it
     */
    record StartAttempt(
            TaskSpec task,
            int attempt,
            ReplicaStatus replica,
            boolean alone,
            boolean kvWarm,
            @Nullable Integer maxTokens,
            long idleTimeoutMs)
            implements Effect {}

    /** Close the engine's request; dispatch answers with {@code AttemptEnded(Stopped)}. */
    record StopAttempt(String taskId, int attempt) implements Effect {}

    /** Append the terminal frame and close the stream; the seal is held already. */
    record Finish(
            TaskSpec task,
            Terminal terminal,
            @Nullable CancelReason canceledBy,
            @Nullable ReplicaStatus replica)
            implements Effect {}

    /** Something worth counting or telling; for metrics, logs and narration, see {@link Notice}. */
    record Tell(Notice notice) implements Effect {}

    /**
     * Listeners that wait for news of these tasks should ask again: positions, predictions or pools
     * changed.
     */
    record QueueChanged(List<String> poolIds) implements Effect {}

    /** Nothing runs any more after a {@code Stop}: the daemon may leave. */
    record Stopped() implements Effect {}

    /** The answers to tickets. */
    sealed interface Answer {
        /**
         * The task is let in or refused.
         *
         * @param left what the caller's next task of the same session may use
         */
        record Submitted(Admission admission, Spending left) implements Answer {}

        /** Accepted; for cancels, deletes, drains. */
        record Done() implements Answer {}

        record NoSuchPool(String poolId) implements Answer {}
    }
}
