package org.llamaorch.core.admission;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.PlacementMode;
import org.llamaorch.core.placement.Demand;
import org.llamaorch.core.placement.Fleet;
import org.llamaorch.core.placement.Pool;
import org.llamaorch.core.task.TaskSpec;

/**
 * Whether the caller's placement leaves a pool that may take the task (B-SCH-006):
 *
 * <ol>
 *   <li>a pin without a pool, to an unknown one, or to one that does not serve it: INVALID_PARAMS
 *   <li>no pool left by wishes, context and mask: POOL_UNAVAILABLE
 *   <li>every one left is draining or has its breaker open: POOL_UNREADY
 *   <li>every one left restarts later than the deadline: POOL_UNREADY
 * </ol>
 *
 * A loading, restarting or cold pool accepts and queues.
 */
final class PlacementCheck {

    private final Fleet fleet;
    private final Backoff backoff;

    PlacementCheck(Fleet fleet, Backoff backoff) {
        this.fleet = fleet;
        this.backoff = backoff;
    }

    /** The pools that may take the task now. */
    List<Pool> openPools(Demand demand) {
        return fleet.targets(demand).pools().stream()
                .filter(pool -> !pool.draining() && !pool.breakerOpen())
                .toList();
    }

    Optional<Admission.Refused> refuse(TaskSpec task, Demand demand, long nowMs) {
        List<Pool> serving = fleet.targets(demand).pools();
        String pinned = demand.pinnedPool();
        if (task.placement().mode() == PlacementMode.PIN && pinned == null) { // 1
            return wrongPin("placement.mode pin needs pin_pool_id.");
        }
        if (pinned != null && fleet.pool(pinned).isEmpty()) {
            return wrongPin("There is no pool of this name; GET /v2/pools lists them.");
        }
        if (serving.isEmpty()) {
            return pinned != null
                    ? wrongPin("The pinned pool does not serve what the task asks for.")
                    : Optional.of( // 2
                            Refusals.notNow(
                                    ErrorCode.POOL_UNAVAILABLE,
                                    "No pool serves this model with the context, devices and pools"
                                            + " asked for; relax the placement.",
                                    task.engine(),
                                    null,
                                    backoff.untilReady(null, null, nowMs)));
        }
        List<Pool> open = openPools(demand);
        if (open.isEmpty()) { // 3
            return unready(
                    "Every pool that may serve the task is draining or has its breaker open; wait"
                            + " and send it again.",
                    serving.getFirst(),
                    nowMs);
        }
        Long deadlineMs = task.deadlineMs();
        if (deadlineMs != null
                && open.stream().allMatch(pool -> restartsAfter(pool, nowMs + deadlineMs))) { // 4
            return unready(
                    "Every pool that may serve the task restarts after its deadline; wait and send"
                            + " it again.",
                    open.getFirst(),
                    nowMs);
        }
        return Optional.empty();
    }

    private static boolean restartsAfter(Pool pool, long atMs) {
        Long retryAtMs = pool.retryAtMs();
        return !pool.ready() && retryAtMs != null && retryAtMs > atMs;
    }

    private Optional<Admission.Refused> unready(String message, Pool pool, long nowMs) {
        return Optional.of(
                Refusals.notNow(
                        ErrorCode.POOL_UNREADY,
                        message,
                        pool.spec().engine(),
                        pool.id(),
                        backoff.untilReady(pool, drainDeadline(pool), nowMs)));
    }

    private @Nullable Long drainDeadline(Pool pool) {
        return fleet.drainDeadlineAtMs(pool.id());
    }

    private static Optional<Admission.Refused> wrongPin(String message) {
        return Optional.of(
                Refusals.wrong(ErrorCode.INVALID_PARAMS, message, "/placement/pin_pool_id"));
    }
}
