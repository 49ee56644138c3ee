package org.llamaorch.core.task;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Outcome;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.TaskState;
import org.llamaorch.contracts.Terminal;

/**
 * What may be seen of a task: no prompt, no output. Times are epoch milliseconds, 0 for "not yet".
 *
 * @param toldQueuePosition what admission told; kept with the task (B-DP-023)
 * @param toldPredictedStartMs what admission told, milliseconds from admission
 * @param toldOnTimeProbability what admission told; null without a deadline
 * @param queuePosition where it stands now; -1 when it is not queued
 * @param predictedStartMs milliseconds from now; 0 when it is not queued
 * @param poolId the pool it counts against while queued, and runs on afterwards; null when none is
 *     feasible
 * @param replicaId node/pool/replica once placed; null before
 * @param tokensOut the engine's count once ended, frames appended so far before
 * @param terminal how it ended; null before
 */
public record TaskView(
        String taskId,
        String caller,
        String sessionId,
        String modelRef,
        Priority priority,
        TaskState state,
        @Nullable Outcome outcome,
        int toldQueuePosition,
        long toldPredictedStartMs,
        @Nullable Double toldOnTimeProbability,
        int queuePosition,
        long predictedStartMs,
        @Nullable Double onTimeProbability,
        boolean kvWarmth,
        @Nullable String poolId,
        @Nullable String replicaId,
        int attempts,
        long admittedAtMs,
        long startedAtMs,
        long firstTokenAtMs,
        long endedAtMs,
        long deadlineAtMs,
        long tokensOut,
        @Nullable Terminal terminal) {}
