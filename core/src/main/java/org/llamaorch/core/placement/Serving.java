package org.llamaorch.core.placement;

/** Whether a replica or a pool can serve a demand; what is not known yet does not stand against. */
final class Serving {

    private Serving() {}

    /**
     * Whether the replica can serve it, whatever it does now:
     *
     * <ol>
     *   <li>the caller allows its pool
     *   <li>it serves the model: by digest, else by the names it answers to
     *   <li>it speaks the protocol asked for
     *   <li>it does this kind of work
     *   <li>a slot of it holds the context asked for
     *   <li>it runs on devices of the mask alone
     * </ol>
     */
    static boolean serves(
            Demand demand, ReplicaGroup.Key replica, PoolSpec pool, ModelNames names) {
        return demand.allows(replica.poolId()) // 1
                && servesWork(demand, replica, pool, names) // 2 to 4
                && fits(demand, replica.ctxMax()) // 5
                && onMask(demand, replica); // 6
    }

    /** Model, protocol and kind of work alone. */
    static boolean servesWork(
            Demand demand, ReplicaGroup.Key replica, PoolSpec pool, ModelNames names) {
        return names.match(demand.model(), replica, pool)
                && (demand.engine() == null || demand.engine() == replica.engine())
                && (replica.workloads().isEmpty()
                        || replica.workloads().contains(demand.workload()));
    }

    /** Whether a pool that has no replica yet will serve it, as far as its configuration says. */
    static boolean willServe(Demand demand, PoolSpec pool) {
        return demand.allows(pool.id()) && willServeWork(demand, pool);
    }

    /** Model and protocol alone. */
    static boolean willServeWork(Demand demand, PoolSpec pool) {
        return ModelNames.configured(demand.model(), pool)
                && (demand.engine() == null || demand.engine() == pool.engine());
    }

    private static boolean fits(Demand demand, int ctxMax) {
        return ctxMax == 0 || demand.ctx() <= ctxMax;
    }

    private static boolean onMask(Demand demand, ReplicaGroup.Key replica) {
        String mask = demand.placement().requireDeviceMask();
        return mask == null || DeviceMask.covers(mask, replica.devices());
    }
}
