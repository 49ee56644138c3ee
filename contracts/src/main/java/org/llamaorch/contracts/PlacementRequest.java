package org.llamaorch.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which pools a task may run on, as its caller asked (ORCH-3011, OC-CTRL-2013).
 *
 * @param mode pin, prefer or auto
 * @param pinPoolId the pool of a pin, else null
 * @param preferPools pools tried first, in order
 * @param avoidPools pools not used
 * @param requireDeviceMask devices the replica must run on, such as {@code 0,1}; null for any
 * @param allowFallback whether {@code prefer} may run elsewhere
 */
public record PlacementRequest(
        PlacementMode mode,
        @Nullable String pinPoolId,
        List<String> preferPools,
        List<String> avoidPools,
        @Nullable String requireDeviceMask,
        boolean allowFallback) {

    /** No wishes: any pool that serves the model. */
    public static final PlacementRequest AUTO =
            new PlacementRequest(PlacementMode.AUTO, null, List.of(), List.of(), null, true);

    public PlacementRequest {
        preferPools = List.copyOf(preferPools);
        avoidPools = List.copyOf(avoidPools);
    }
}
