package org.llamaorch.core.placement;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Determinism;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.PlacementMode;
import org.llamaorch.contracts.PlacementRequest;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.task.TaskSpec;

/**
 * What a task needs of a replica; tasks with equal demands are interchangeable for a slot, so they
 * queue together.
 *
 * @param model the model as the caller named it; what it stands for is looked up, since replicas
 *     come and go
 * @param engine the protocol asked for; null for any
 * @param ctx least context of a slot; 0 for any
 * @param alone strict: it wants its replica empty
 */
public record Demand(
        String model,
        @Nullable EngineKind engine,
        int ctx,
        Workload workload,
        boolean alone,
        PlacementRequest placement) {

    public static Demand of(TaskSpec task) {
        return new Demand(
                task.modelRef(),
                task.engine(),
                task.ctx(),
                task.workload(),
                task.determinism() == Determinism.STRICT,
                task.placement());
    }

    /** The pool it is bound to; null when it is not pinned. */
    public @Nullable String pinnedPool() {
        return placement.mode() == PlacementMode.PREFER ? null : placement.pinPoolId();
    }

    /**
     * Whether the caller lets it run in the pool (B-SCH-006):
     *
     * <ol>
     *   <li>a pin allows its pool alone
     *   <li>an avoided pool is out
     *   <li>preferences without fallback allow the preferred alone
     *   <li>anything else is allowed
     * </ol>
     */
    public boolean allows(String poolId) {
        String pinned = pinnedPool();
        if (pinned != null) { // 1
            return pinned.equals(poolId);
        }
        if (placement.avoidPools().contains(poolId)) { // 2
            return false;
        }
        if (!placement.preferPools().isEmpty() && !placement.allowFallback()) { // 3
            return placement.preferPools().contains(poolId);
        }
        return true; // 4
    }

    /** Where the pool stands among the preferred ones, 0 first; all others share the last rank. */
    public int preferenceRank(String poolId) {
        int rank = placement.preferPools().indexOf(poolId);
        return rank < 0 ? placement.preferPools().size() : rank;
    }
}
