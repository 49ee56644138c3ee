package org.llamaorch.orchestrator.http.task;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.PlacementMode;
import org.llamaorch.contracts.PlacementRequest;
import org.llamaorch.orchestrator.http.json.InvalidMember;
import org.llamaorch.orchestrator.http.json.JsonPointers;
import org.llamaorch.orchestrator.http.json.Members;

/**
 * Reads {@code placement}. A wish without a mode implies its mode; a wish that the mode would
 * ignore is refused, for a pin is never quietly changed (contract §4).
 */
final class PlacementMembers {
    private static final int POOLS_MAX = 64;
    private static final int MASK_CHARS_MAX = 256;

    private PlacementMembers() {}

    static PlacementRequest read(Members request) {
        Members placement = request.object("placement");
        if (placement == null) {
            return PlacementRequest.AUTO;
        }
        String pin = Ids.read(placement, "pin_pool_id");
        List<String> prefer = pools(placement, "prefer_pools");
        List<String> avoid = pools(placement, "avoid_pools");
        PlacementMode mode = mode(placement, pin, prefer);
        Boolean fallback = placement.flag("allow_fallback");
        if (pin != null && avoid.contains(pin)) {
            throw new InvalidMember(
                    placement.at("avoid_pools"), "avoid_pools names the pool of the pin.");
        }
        return new PlacementRequest(
                mode, pin, prefer, avoid, mask(placement), !Objects.equals(fallback, false));
    }

    private static PlacementMode mode(
            Members placement, @Nullable String pin, List<String> prefer) {
        PlacementMode told = placement.oneOf("mode", PlacementMode.class);
        PlacementMode mode = told != null ? told : implied(pin, prefer);
        if (mode == PlacementMode.PIN && pin == null) {
            throw new InvalidMember(
                    placement.at("pin_pool_id"), "A pin needs pin_pool_id, the pool's id.");
        }
        if (mode != PlacementMode.PIN && pin != null) {
            throw new InvalidMember(
                    placement.at("pin_pool_id"), "pin_pool_id is only for mode pin.");
        }
        if (mode == PlacementMode.PREFER && prefer.isEmpty()) {
            throw new InvalidMember(
                    placement.at("prefer_pools"), "Mode prefer needs prefer_pools, a list of ids.");
        }
        if (mode != PlacementMode.PREFER && !prefer.isEmpty()) {
            throw new InvalidMember(
                    placement.at("prefer_pools"), "prefer_pools is only for mode prefer.");
        }
        return mode;
    }

    private static PlacementMode implied(@Nullable String pin, List<String> prefer) {
        if (pin != null) {
            return PlacementMode.PIN;
        }
        return prefer.isEmpty() ? PlacementMode.AUTO : PlacementMode.PREFER;
    }

    private static List<String> pools(Members placement, String name) {
        List<String> pools = placement.texts(name, POOLS_MAX, Integer.MAX_VALUE);
        for (int i = 0; i < pools.size(); i++) {
            if (!Ids.isValid(pools.get(i))) {
                throw new InvalidMember(
                        JsonPointers.element(placement.at(name), i),
                        "A pool's id is " + Ids.RULE + ".");
            }
        }
        return pools;
    }

    /** Devices such as {@code 0,1}, {@code GPU0,GPU1} or {@code cpu}. */
    private static @Nullable String mask(Members placement) {
        String mask = placement.text("require_device_mask", MASK_CHARS_MAX);
        if (mask != null && !mask.matches("[A-Za-z0-9_-]+(,[A-Za-z0-9_-]+)*")) {
            throw new InvalidMember(
                    placement.at("require_device_mask"),
                    "require_device_mask must be a list of devices such as 0,1 or GPU0,GPU1.");
        }
        return mask;
    }
}
