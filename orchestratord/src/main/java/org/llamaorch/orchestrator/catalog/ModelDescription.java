package org.llamaorch.orchestrator.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says of a model; kept and given back as it was said (B-CAT-007).
 *
 * @param id the model's own name, unique in the catalog
 * @param digest of its content; null when it is not told
 * @param sourceUrl the model_ref it comes from; null when it is not told
 * @param aliases other names, unique in the catalog too
 * @param tags for people
 * @param manifests its files in their order
 * @param signatures over the text of {@code digest}
 * @param sbom its bill of materials; null when there is none
 * @param trustPolicy its own, beside the configured one; null for none
 */
public record ModelDescription(
        String id,
        @Nullable ContentDigest digest,
        @Nullable String sourceUrl,
        List<String> aliases,
        List<String> tags,
        List<Manifest> manifests,
        List<Signature> signatures,
        @Nullable Sbom sbom,
        @Nullable TrustPolicy trustPolicy) {

    public ModelDescription {
        aliases = List.copyOf(aliases);
        tags = List.copyOf(tags);
        manifests = List.copyOf(manifests);
        signatures = List.copyOf(signatures);
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a model has an id");
        }
    }

    /**
     * One file of the model.
     *
     * @param sizeBytes null when it is not told
     */
    public record Manifest(ContentDigest digest, @Nullable Long sizeBytes) {}

    /**
     * A signature over the text of the entry's digest, {@code algo:hex} in ASCII.
     *
     * @param signer the name of a configured signer
     * @param algo {@code ed25519} or {@code ecdsa-sha256}; others are kept but not judged
     * @param value in base64
     * @param timestampMs when it was made, as its signer says; null when it is not told
     */
    public record Signature(String signer, String algo, String value, @Nullable Long timestampMs) {}

    /** Where a bill of materials lies, and its digest where that is told. */
    public record Sbom(String uri, @Nullable ContentDigest digest) {}

    /**
     * What must be there before tasks are taken; null and empty where nothing is said.
     *
     * @param allowedRegistries where the model may come from
     */
    public record TrustPolicy(
            @Nullable TrustMode mode,
            List<String> allowedRegistries,
            @Nullable Boolean requireSignature,
            @Nullable Boolean requireSbom) {
        public TrustPolicy {
            allowedRegistries = List.copyOf(allowedRegistries);
        }
    }
}
