package org.llamaorch.orchestrator.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a model can be trusted.
 *
 * @param signatures which of its signatures are a trusted signer's over its digest, in their order
 * @param forged whether a trusted signer's name stands on a signature that is not its own
 * @param lacking why it is not for those who ask for trusted models only; null when it is
 * @param refused why its policy keeps it from everybody; null when it does not
 * @param registryAllowed whether it comes from where models may come from
 * @param signed whether a signature of it holds
 */
record Trust(
        List<Boolean> signatures,
        boolean forged,
        @Nullable String lacking,
        @Nullable String refused,
        boolean registryAllowed,
        boolean signed) {

    Trust {
        signatures = List.copyOf(signatures);
    }
}
