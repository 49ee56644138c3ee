package org.llamaorch.orchestrator.http;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ErrorCode;

/** Counts tasks that are refused before the core sees them (B-DP-034). Safe from any thread. */
@FunctionalInterface
public interface Rejections {
    /**
     * Counts one.
     *
     * @param engine the one asked for; null when none was, or the body does not say
     * @param policyLabel of a 429; null for others
     */
    void refused(@Nullable EngineKind engine, ErrorCode code, @Nullable String policyLabel);
}
