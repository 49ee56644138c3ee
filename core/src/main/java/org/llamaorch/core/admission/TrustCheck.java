package org.llamaorch.core.admission;

import java.util.Optional;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.core.task.TaskSpec;

/**
 * Whether the model is trusted as far as the task demands it (ORCH-3037). Models are what the pools
 * serve; none of them comes with a signature and an SBOM.
 */
final class TrustCheck {

    private TrustCheck() {}

    static Optional<Admission.Refused> refuse(TaskSpec task) {
        if (!task.trustedOnly()) {
            return Optional.empty();
        }
        return Optional.of(
                Refusals.wrong(
                        ErrorCode.UNTRUSTED_ARTIFACT,
                        "The trust policy is strict and the model has no signature and no SBOM."
                                + " Send X-Trust-Policy: permissive or leave it out.",
                        "/model_ref"));
    }
}
