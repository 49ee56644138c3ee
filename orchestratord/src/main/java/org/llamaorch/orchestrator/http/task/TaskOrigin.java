package org.llamaorch.orchestrator.http.task;

import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.http.auth.Caller;

/**
 * What the head of a request says about the task in its body.
 *
 * @param idempotencyKey the header of that name, checked; null without one
 * @param trustedOnly whether the header or the setting demands a model with signature and SBOM
 */
public record TaskOrigin(
        Caller caller,
        String correlationId,
        @Nullable String idempotencyKey,
        boolean trustedOnly) {}
