package org.llamaorch.core.scheduler;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Outcome;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.task.AttemptEnding;

/** The terminals that the scheduler sets, in words that say what to do. */
final class Terminals {

    private static final String AGAIN = "Submit it again under a new task_id.";

    private Terminals() {}

    static Terminal completed(AttemptEnding.Completed ending, @Nullable ReplicaStatus replica) {
        return new Terminal.End(
                ending.tokensOut(),
                ending.decodeMs(),
                ending.tokensIn(),
                ending.tokensCached(),
                ending.finishReason(),
                replica == null ? null : replica.modelDigest(),
                replica == null ? null : replica.engineVersion(),
                ending.streamDigest(),
                ending.resultJson());
    }

    static Terminal canceled(LiveTask task) {
        return failure(
                task, Outcome.CANCELED, ErrorCode.CANCELED, "The task was cancelled.", false, null);
    }

    static Terminal expired(LiveTask task, boolean retriable) {
        return failure(
                task,
                Outcome.EXPIRED,
                ErrorCode.DEADLINE_UNMET,
                "The deadline passed before the task ended.",
                retriable,
                null);
    }

    static Terminal dropped(LiveTask task, long retryAfterMs) {
        return failure(
                task,
                Outcome.DROPPED,
                ErrorCode.QUEUE_FULL_DROP_LRU,
                "The queue was full and this task gave its place to a newer one.",
                true,
                retryAfterMs);
    }

    /** Any other failure; whether it may be retried is the code's. */
    static Terminal failed(
            LiveTask task, ErrorCode code, String message, @Nullable Long retryAfterMs) {
        return failure(task, Outcome.FAILED, code, message, code.retriable(), retryAfterMs);
    }

    private static Terminal failure(
            LiveTask task,
            Outcome outcome,
            ErrorCode code,
            String message,
            boolean retriable,
            @Nullable Long retryAfterMs) {
        ReplicaStatus ranOn = task.ranOn;
        EngineKind engine = ranOn == null ? task.spec().engine() : ranOn.engine();
        String poolId = ranOn == null ? task.place.countedPool() : ranOn.id().pool();
        return new Terminal.Failure(
                outcome,
                code,
                message,
                engine,
                poolId,
                retriable,
                retryAfterMs,
                retriable ? AGAIN : null);
    }
}
