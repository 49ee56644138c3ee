package org.llamaorch.core.admission;

import java.util.Optional;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.core.model.CatalogModel;
import org.llamaorch.core.model.ModelRef;
import org.llamaorch.core.placement.Demand;
import org.llamaorch.core.placement.Fleet;
import org.llamaorch.core.task.TaskSpec;

/**
 * Whether the model is known, active, verified and trusted, and somebody serves it with the
 * protocol and kind of work asked for (contract §4, B-DP-005, ORCH-3031):
 *
 * <ol>
 *   <li>a name that nobody configured, reported or catalogued, without a scheme: MODEL_NOT_FOUND
 *   <li>what the catalog says of it: the entry that the reference names, else the entries behind
 *       the pools that would serve it, of which one without objection suffices
 *   <li>retired: MODEL_DEPRECATED; its verification failed, or its trust policy keeps it back:
 *       UNTRUSTED_ARTIFACT
 *   <li>somebody serves it, or will once loaded: fine; otherwise POOL_UNAVAILABLE
 * </ol>
 */
final class ModelCheck {

    private static final String FIELD = "/model_ref";

    private final Fleet fleet;
    private final BehindDemand behind;
    private final Backoff backoff;

    ModelCheck(Fleet fleet, BehindDemand behind, Backoff backoff) {
        this.fleet = fleet;
        this.behind = behind;
        this.backoff = backoff;
    }

    Optional<Admission.Refused> refuse(TaskSpec task, Demand demand, long nowMs) {
        String modelRef = task.modelRef();
        boolean served = fleet.targets(demand).workServed();
        if (!served && !fleet.knowsModel(modelRef) && !ModelRef.hasScheme(modelRef)) { // 1
            return Optional.of(
                    Refusals.wrong(
                            ErrorCode.MODEL_NOT_FOUND,
                            "No pool serves a model of this name; GET /v2/meta/capabilities lists"
                                    + " those that are served.",
                            FIELD));
        }
        return behind.refuse(demand, entry -> entry.flatMap(ModelCheck::objection)) // 2, 3
                .or(() -> served ? Optional.empty() : Optional.of(unserved(task, nowMs))); // 4
    }

    private static Optional<Admission.Refused> objection(CatalogModel model) { // 3
        if (model.retired()) {
            return Optional.of(
                    Refusals.wrong(
                            ErrorCode.MODEL_DEPRECATED,
                            "The model is retired; GET /v2/catalog/models lists those that are"
                                    + " active.",
                            FIELD));
        }
        String against = model.failed() != null ? model.failed() : model.refused();
        return against == null
                ? Optional.empty()
                : Optional.of(Refusals.wrong(ErrorCode.UNTRUSTED_ARTIFACT, against, FIELD));
    }

    private Admission.Refused unserved(TaskSpec task, long nowMs) { // 4
        return Refusals.notNow(
                ErrorCode.POOL_UNAVAILABLE,
                "No pool serves this model with the engine and workload asked for; leave"
                        + " them out, or start a pool that does.",
                task.engine(),
                null,
                backoff.untilReady(null, null, nowMs));
    }
}
