package org.llamaorch.core.admission;

import java.util.Optional;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.core.placement.Demand;
import org.llamaorch.core.placement.Fleet;
import org.llamaorch.core.placement.ModelNames;
import org.llamaorch.core.task.TaskSpec;

/**
 * Whether the model is known and somebody serves it with the protocol and kind of work asked for
 * (B-DP-005):
 *
 * <ol>
 *   <li>somebody does, or will once loaded: fine
 *   <li>a name that nobody configured or reported, without a scheme: MODEL_NOT_FOUND
 *   <li>otherwise POOL_UNAVAILABLE
 * </ol>
 */
final class ModelCheck {

    private final Fleet fleet;
    private final Backoff backoff;

    ModelCheck(Fleet fleet, Backoff backoff) {
        this.fleet = fleet;
        this.backoff = backoff;
    }

    Optional<Admission.Refused> refuse(TaskSpec task, Demand demand, long nowMs) {
        if (fleet.targets(demand).workServed()) { // 1
            return Optional.empty();
        }
        if (!fleet.knowsModel(task.modelRef()) && !ModelNames.hasScheme(task.modelRef())) { // 2
            return Optional.of(
                    Refusals.wrong(
                            ErrorCode.MODEL_NOT_FOUND,
                            "No pool serves a model of this name; GET /v2/meta/capabilities lists"
                                    + " those that are served.",
                            "/model_ref"));
        }
        return Optional.of( // 3
                Refusals.notNow(
                        ErrorCode.POOL_UNAVAILABLE,
                        "No pool serves this model with the engine and workload asked for; leave"
                                + " them out, or start a pool that does.",
                        task.engine(),
                        null,
                        backoff.untilReady(null, null, nowMs)));
    }
}
