package org.llamaorch.orchestrator.trace;

import org.jspecify.annotations.Nullable;
import org.llamaorch.core.task.TraceContext;

/**
 * A request that has its answer, as a trace tells of it. Nothing of its body, its query or its
 * headers.
 *
 * @param sent the caller's trace, and when the request came
 * @param method as it was sent
 * @param route the path of its operation, such as {@code /v2/tasks/{id}}; null where nothing is
 *     served
 * @param path without the query
 * @param scheme http or https
 * @param host as the caller named it, null when it named none
 * @param port as the caller named it, not above 0 when it named none
 * @param status of the answer
 * @param error the code of a refusal; null for none
 * @param poolId the pool that it is about; null for none
 * @param taskId the task that it is about; null for none
 */
public record AnsweredRequest(
        TraceContext sent,
        String method,
        @Nullable String route,
        String path,
        String scheme,
        @Nullable String host,
        int port,
        int status,
        @Nullable String error,
        String correlationId,
        @Nullable String poolId,
        @Nullable String taskId) {}
