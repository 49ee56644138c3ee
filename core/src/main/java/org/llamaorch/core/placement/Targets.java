package org.llamaorch.core.placement;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a demand can be served, whatever is busy, drained or broken now.
 *
 * @param pools the pools that serve it, or will once they are loaded; by id
 * @param groups the replicas that serve it
 * @param workServed whether anybody serves its model, protocol and kind of work, the caller's
 *     placement and context left out
 * @param largestCtx the largest context among those; null while one of them is not known
 */
public record Targets(
        List<Pool> pools,
        List<ReplicaGroup> groups,
        boolean workServed,
        @Nullable Integer largestCtx) {

    public Targets {
        pools = List.copyOf(pools);
        groups = List.copyOf(groups);
    }

    /** Whether one of the replicas has a slot free now. */
    public boolean hasFreeSlot() {
        for (ReplicaGroup group : groups) {
            if (group.freeReplicas() > 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of the pool's replicas has a slot free now. */
    public boolean hasFreeSlot(String poolId) {
        for (ReplicaGroup group : groups) {
            if (group.freeReplicas() > 0 && group.key().poolId().equals(poolId)) {
                return true;
            }
        }
        return false;
    }

    /** How many of the replicas have a slot free now. */
    public int freeReplicas() {
        int free = 0;
        for (ReplicaGroup group : groups) {
            free += group.freeReplicas();
        }
        return free;
    }
}
