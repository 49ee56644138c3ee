package org.llamaorch.orchestrator.daemon;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.contracts.SessionInfo;
import org.llamaorch.contracts.TaskState;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.scheduler.StateView;
import org.llamaorch.core.task.TaskView;
import org.llamaorch.orchestrator.loop.Core;
import org.llamaorch.orchestrator.stream.MetricsSource;
import org.llamaorch.orchestrator.stream.StreamFigures;

/** Asks the scheduler for what a task's metrics frame tells. Safe from any thread. */
final class TaskFigures implements MetricsSource {

    private final Core core;
    private final ToIntFunction<String> tokens;
    private final Preparations preparations;

    /** What still has to happen before a pool can serve. Safe from any thread. */
    interface Preparations {
        List<PreparationStep> of(String poolId);
    }

    /**
     * @param tokens how many tokens a task's history holds
     */
    TaskFigures(Core core, ToIntFunction<String> tokens, Preparations preparations) {
        this.core = core;
        this.tokens = tokens;
        this.preparations = preparations;
    }

    @Override
    public CompletionStage<@Nullable StreamFigures> figures(String taskId, boolean verbose) {
        return core.ask((state, nowMs) -> figures(state, nowMs, taskId, verbose));
    }

    private @Nullable StreamFigures figures(
            StateView state, long nowMs, String taskId, boolean verbose) {
        TaskView task = state.task(taskId, nowMs).orElse(null);
        if (task == null) {
            return null;
        }
        TaskState seen = state(task);
        SessionInfo session = state.session(task.caller(), task.sessionId(), nowMs);
        String poolId = task.poolId();
        return new StreamFigures(
                poolId == null ? 0 : queueDepth(state.pools(nowMs), poolId),
                task.queuePosition(),
                task.predictedStartMs(),
                task.onTimeProbability(),
                task.kvWarmth(),
                false,
                session.tokensBudgetRemaining(),
                session.timeBudgetRemainingMs(),
                session.costBudgetRemaining(),
                seen,
                poolId,
                verbose ? sentence(seen, task.queuePosition()) : null,
                verbose && poolId != null ? preparations.of(poolId) : List.of());
    }

    /** The first token is in the history before the scheduler has heard of it. */
    private TaskState state(TaskView task) {
        return task.state() == TaskState.STARTING && tokens.applyAsInt(task.taskId()) > 0
                ? TaskState.RUNNING
                : task.state();
    }

    private static int queueDepth(List<PoolView> pools, String poolId) {
        for (PoolView pool : pools) {
            if (pool.spec().id().equals(poolId)) {
                return pool.queuedInteractive() + pool.queuedBatch();
            }
        }
        return 0;
    }

    private static String sentence(TaskState state, int queuePosition) {
        return switch (state) {
            case TaskState.QUEUED ->
                    queuePosition == 0
                            ? "Next in the queue."
                            : queuePosition + " tasks start before it.";
            case TaskState.STARTING -> "The engine reads the prompt.";
            case TaskState.RUNNING -> "The engine writes.";
            case TaskState.ENDED -> "The task has ended.";
        };
    }
}
