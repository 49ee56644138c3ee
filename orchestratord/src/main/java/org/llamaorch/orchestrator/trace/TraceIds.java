package org.llamaorch.orchestrator.trace;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.task.TaskSpec;

/**
 * How a log record names a task's place in a trace (contract §6).
 *
 * @param traceId 32 lowercase hex digits
 * @param spanId the task's own span, 16 lowercase hex digits; null when none is recorded
 */
public record TraceIds(String traceId, @Nullable String spanId) {

    /** Those that the caller's request told. */
    static Optional<TraceIds> sent(TaskSpec task) {
        return Optional.ofNullable(task.trace().traceId()).map(id -> new TraceIds(id, null));
    }
}
