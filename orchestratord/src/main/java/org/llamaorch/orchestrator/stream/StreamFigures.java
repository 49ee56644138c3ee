package org.llamaorch.orchestrator.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.contracts.TaskState;

/**
 * What a {@code metrics} frame tells, as of the moment it was asked for (contract §3, B-RES-006).
 *
 * @param queueDepth tasks queued in the pool the task counts against
 * @param queuePosition where it stands; -1 when it is not queued
 * @param predictedStartMs milliseconds from now; 0 when it is not queued
 * @param onTimeProbability null without a deadline or without measured data
 * @param costBudgetRemaining unlimited is 9007199254740991
 * @param poolId null when no pool is feasible
 * @param human a short sentence; sent on verbose streams only
 * @param preparation what still has to happen; sent on verbose streams only
 */
public record StreamFigures(
        int queueDepth,
        int queuePosition,
        long predictedStartMs,
        @Nullable Double onTimeProbability,
        boolean kvWarmth,
        boolean kvMigrated,
        long tokensBudgetRemaining,
        long timeBudgetRemainingMs,
        double costBudgetRemaining,
        TaskState state,
        @Nullable String poolId,
        @Nullable String human,
        List<PreparationStep> preparation) {

    public StreamFigures {
        preparation = List.copyOf(preparation);
    }
}
