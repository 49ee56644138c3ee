package org.llamaorch.orchestrator.catalog;

import java.util.List;

/**
 * The configured trust policy.
 *
 * @param strict whether models that lack a signature or an SBOM are refused to everybody
 * @param signers whose signatures count
 * @param allowedRegistries where models may come from; none named means anywhere
 */
public record TrustSettings(
        boolean strict, List<TrustedSigner> signers, List<String> allowedRegistries) {

    public TrustSettings {
        signers = List.copyOf(signers);
        allowedRegistries = List.copyOf(allowedRegistries);
    }

    /** Nobody is trusted, and nothing is asked for. */
    public static TrustSettings permissive() {
        return new TrustSettings(false, List.of(), List.of());
    }
}
