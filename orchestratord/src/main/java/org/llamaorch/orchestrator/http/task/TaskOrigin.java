package org.llamaorch.orchestrator.http.task;

import org.jspecify.annotations.Nullable;
import org.llamaorch.core.task.TraceContext;
import org.llamaorch.orchestrator.http.auth.Caller;

/**
 * What the head of a request says about the task in its body.
 *
 * @param trace where it belongs in the traces of its caller
 * @param idempotencyKey the header of that name, checked; null without one
 * @param trustedOnly whether the header or the setting demands a model with signature and SBOM
 */
public record TaskOrigin(
        Caller caller,
        String correlationId,
        TraceContext trace,
        @Nullable String idempotencyKey,
        boolean trustedOnly) {}
