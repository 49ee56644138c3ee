package org.llamaorch.core.placement;

import org.jspecify.annotations.Nullable;

/**
 * Which replica a strict task reserves at its turn (B-SCH-011), among those in service that nobody
 * reserved and on which no other strict task decodes:
 *
 * <ol>
 *   <li>a preferred pool's, in the order of the preferences
 *   <li>the one that will be empty first, by the forecast of what runs on it
 *   <li>node/pool/replica order
 * </ol>
 */
public final class StrictPlacement {

    private StrictPlacement() {}

    /** The replica to reserve; null when all are taken or out of service. */
    public static @Nullable Replica choose(Demand demand, Targets targets, long nowMs) {
        Replica chosen = null;
        for (ReplicaGroup group : targets.groups()) {
            for (Replica replica : group.members()) {
                if (reservable(replica)
                        && (chosen == null || compare(demand, replica, chosen, nowMs) < 0)) {
                    chosen = replica;
                }
            }
        }
        return chosen;
    }

    private static boolean reservable(Replica replica) {
        return replica.inService() && replica.reservedFor == null && !replica.decodesAlone();
    }

    private static int compare(Demand demand, Replica one, Replica other, long nowMs) {
        int byRank =
                Integer.compare( // 1
                        demand.preferenceRank(one.id().pool()),
                        demand.preferenceRank(other.id().pool()));
        if (byRank != 0) {
            return byRank;
        }
        int byEnd = Long.compare(emptyAtMs(one, nowMs), emptyAtMs(other, nowMs)); // 2
        return byEnd != 0 ? byEnd : one.id().compareTo(other.id()); // 3
    }

    private static long emptyAtMs(Replica replica, long nowMs) {
        long last = nowMs;
        for (SlotLease lease : replica.leases()) {
            last = Math.max(last, Math.max(lease.expectedEndMs(), nowMs + 1));
        }
        return last;
    }
}
