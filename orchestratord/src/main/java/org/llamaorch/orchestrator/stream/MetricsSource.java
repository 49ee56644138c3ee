package org.llamaorch.orchestrator.stream;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where a listener asks for the figures of its task. Called on event loops; must not block. */
@FunctionalInterface
public interface MetricsSource {

    /**
     * The task's figures now; null when the task is not known any more. Any thread completes it.
     */
    CompletionStage<@Nullable StreamFigures> figures(String taskId, boolean verbose);
}
