package org.llamaorch.core.admission;

import java.util.Optional;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.core.model.CatalogModel;
import org.llamaorch.core.placement.Demand;
import org.llamaorch.core.task.TaskSpec;

/**
 * Whether the model is trusted as far as the task demands it (ORCH-3037): the catalog says what an
 * entry lacks, and a model that it does not know lacks everything.
 */
final class TrustCheck {

    private final BehindDemand behind;

    TrustCheck(BehindDemand behind) {
        this.behind = behind;
    }

    Optional<Admission.Refused> refuse(TaskSpec task, Demand demand) {
        return task.trustedOnly() ? behind.refuse(demand, TrustCheck::objection) : Optional.empty();
    }

    private static Optional<Admission.Refused> objection(Optional<CatalogModel> entry) {
        String lacking =
                entry.isPresent()
                        ? entry.get().untrusted()
                        : "The trust policy is strict and the model has no signature and no SBOM in"
                                + " the catalog.";
        return lacking == null
                ? Optional.empty()
                : Optional.of(
                        Refusals.wrong(
                                ErrorCode.UNTRUSTED_ARTIFACT,
                                lacking + " Send X-Trust-Policy: permissive or leave it out.",
                                "/model_ref"));
    }
}
