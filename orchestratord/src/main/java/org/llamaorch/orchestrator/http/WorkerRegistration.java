package org.llamaorch.orchestrator.http;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;

/**
 * What a worker says of itself when it registers (B-CP-055 to 057).
 *
 * @param url base of its engine's HTTP interface
 * @param engine the protocol it speaks; null for its pool's
 * @param engineVersion empty when it does not say
 * @param slotsTotal requests it decodes at once, where its engine does not say; null for one
 * @param devices its device mask; empty when it does not say
 * @param modelRef the model it serves; null for whatever its engine reports
 * @param ctxMax tokens of context of a slot, where its engine does not say; 0 for not known
 */
public record WorkerRegistration(
        String poolId,
        String replicaId,
        String url,
        @Nullable EngineKind engine,
        String engineVersion,
        @Nullable Integer slotsTotal,
        List<String> devices,
        @Nullable String modelRef,
        int ctxMax) {

    public WorkerRegistration {
        devices = List.copyOf(devices);
    }
}
