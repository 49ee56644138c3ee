package org.llamaorch.core.placement;

import org.llamaorch.contracts.EngineKind;

/** Whether a replica or a pool can serve a demand; what is not known yet does not stand against. */
final class Serving {

    private Serving() {}

    /** Whether the replica serves the model, speaks the protocol and does the kind of work. */
    static boolean servesWork(
            Demand demand, ReplicaGroup.Key replica, PoolSpec pool, ModelNames names) {
        return names.match(demand.model(), replica, pool)
                && speaks(demand, replica.engine())
                && (replica.workloads().isEmpty()
                        || replica.workloads().contains(demand.workload()));
    }

    /**
     * Whether a replica that serves the work may also be given it, whatever it does now:
     *
     * <ol>
     *   <li>the caller allows its pool
     *   <li>a slot of it holds the context asked for
     *   <li>it runs on devices of the mask alone
     * </ol>
     */
    static boolean serves(Demand demand, ReplicaGroup.Key replica) {
        String mask = demand.placement().requireDeviceMask();
        return demand.allows(replica.poolId()) // 1
                && (replica.ctxMax() == 0 || demand.ctx() <= replica.ctxMax()) // 2
                && (mask == null || DeviceMask.covers(mask, replica.devices())); // 3
    }

    /**
     * Whether a pool that has no replica yet will serve it, as far as its configuration and the
     * catalog say: the engines of a retired model do not come back.
     */
    static boolean willServeWork(Demand demand, PoolSpec pool, ModelNames names) {
        return names.configured(demand.model(), pool)
                && speaks(demand, pool.engine())
                && !names.retired(pool);
    }

    private static boolean speaks(Demand demand, EngineKind engine) {
        return demand.engine() == null || demand.engine() == engine;
    }
}
