package org.llamaorch.core.placement;

import org.jspecify.annotations.Nullable;

/**
 * Which of several free slots a task gets (B-SCH-004 to 006):
 *
 * <ol>
 *   <li>a preferred pool's, in the order of the preferences
 *   <li>its session's last replica
 *   <li>most free memory, in steps of 5 % of the device; unknown counts as equal
 *   <li>smallest share of busy slots
 *   <li>node/pool/replica order
 * </ol>
 *
 * Affinity never waits: it is asked only among slots that are free.
 */
public final class PlacementOrder {

    private PlacementOrder() {}

    /** The replica with the slot it gets; null when none of the targets has one free. */
    public static @Nullable Replica choose(
            Demand demand, Targets targets, @Nullable Replica sessionReplica) {
        int rank = bestRank(demand, targets); // 1
        if (sessionReplica != null
                && sessionReplica.hasFreeSlot()
                && sessionReplica.group != null
                && targets.groups().contains(sessionReplica.group)
                && demand.preferenceRank(sessionReplica.id().pool()) == rank) { // 2
            return sessionReplica;
        }
        int vramStep = -1; // 3
        for (ReplicaGroup group : targets.groups()) {
            if (demand.preferenceRank(group.key().poolId()) == rank) {
                vramStep = Math.max(vramStep, group.bestVramStep());
            }
        }
        Replica chosen = null; // 4, 5
        for (ReplicaGroup group : targets.groups()) {
            if (demand.preferenceRank(group.key().poolId()) == rank) {
                Replica first = group.first(vramStep);
                if (first != null
                        && (chosen == null || ReplicaGroup.compareLoad(first, chosen) < 0)) {
                    chosen = first;
                }
            }
        }
        return chosen;
    }

    private static int bestRank(Demand demand, Targets targets) {
        int best = Integer.MAX_VALUE;
        for (ReplicaGroup group : targets.groups()) {
            if (group.freeReplicas() > 0) {
                best = Math.min(best, demand.preferenceRank(group.key().poolId()));
            }
        }
        return best;
    }
}
