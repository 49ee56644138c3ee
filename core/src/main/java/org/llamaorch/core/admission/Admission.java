package org.llamaorch.core.admission;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.contracts.Priority;

/** The answer to a submitted task. */
public sealed interface Admission {

    /**
     * Let in, or let in before: the same id and body again gives what was told the first time
     * (B-RTY-001).
     *
     * @param queuePosition 0-based: how many of its class would start before it
     * @param predictedStartMs milliseconds from admission
     * @param onTimeProbability estimated chance to finish by the deadline; null without one
     * @param priority the class it queues in, after the key's ceiling
     * @param repeated whether this is an earlier admission told again
     */
    record Admitted(
            String taskId,
            String sessionId,
            int queuePosition,
            long predictedStartMs,
            @Nullable Double onTimeProbability,
            Priority priority,
            @Nullable String poolId,
            List<PreparationStep> preparation,
            boolean repeated)
            implements Admission {

        public Admitted {
            preparation = List.copyOf(preparation);
        }

        /** The same, told again. */
        public Admitted again() {
            return new Admitted(
                    taskId,
                    sessionId,
                    queuePosition,
                    predictedStartMs,
                    onTimeProbability,
                    priority,
                    poolId,
                    preparation,
                    true);
        }
    }

    /**
     * Refused; nothing of it is kept (B-RTY-005).
     *
     * @param field JSON Pointer to the member that is wrong; null when it is none
     * @param policyLabel reject, drop-lru, shed-low-priority, rate-limit or byte-limit; null but
     *     for 429
     * @param retryAfterMs the computed wait with its jitter; null when a wait does not help
     */
    record Refused(
            ErrorCode code,
            String message,
            @Nullable String field,
            @Nullable EngineKind engine,
            @Nullable String poolId,
            boolean retriable,
            @Nullable String policyLabel,
            @Nullable Long retryAfterMs,
            @Nullable String hint)
            implements Admission {}
}
