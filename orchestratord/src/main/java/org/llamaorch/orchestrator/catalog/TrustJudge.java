package org.llamaorch.orchestrator.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.model.ModelRef;

/**
 * Judges models by the stricter of the configured policy and their own (contract §2):
 *
 * <ol>
 *   <li>a signature counts when it is a configured signer's, over the entry's digest
 *   <li>an SBOM is there when the entry names one
 *   <li>a model comes from an allowed registry when every policy that names some allows it; what
 *       lies on this machine comes from none and is allowed
 *   <li>strict, by either policy, refuses what lacks one of these; only an entry's own strictness
 *       may leave out signature or SBOM
 * </ol>
 *
 * Immutable; safe from any thread. Changes with the configuration by being made anew.
 */
final class TrustJudge {

    private final TrustSettings settings;

    TrustJudge(TrustSettings settings) {
        this.settings = settings;
    }

    Trust judge(ModelDescription model) {
        List<Boolean> holds = new ArrayList<>();
        boolean forged = false;
        for (ModelDescription.Signature signature : model.signatures()) { // 1
            TrustedSigner signer = signer(signature);
            boolean held =
                    signer != null
                            && model.digest() != null
                            && signer.signed(model.digest(), signature.value());
            forged |= signer != null && model.digest() != null && !held;
            holds.add(held);
        }
        boolean signed = holds.contains(true);
        ModelDescription.TrustPolicy own = model.trustPolicy();
        boolean allowed =
                allowed(model.sourceUrl(), settings.allowedRegistries())
                        && (own == null
                                || allowed(model.sourceUrl(), own.allowedRegistries())); // 3
        boolean ownStrict = own != null && own.mode() == TrustMode.STRICT;
        boolean strict = settings.strict() || ownStrict;
        boolean needsSignature =
                settings.strict() || own == null || !Boolean.FALSE.equals(own.requireSignature());
        boolean needsSbom =
                settings.strict() || own == null || !Boolean.FALSE.equals(own.requireSbom());
        return new Trust(
                holds,
                forged,
                lacking(model, signed, allowed, true, true),
                strict ? lacking(model, signed, allowed, needsSignature, needsSbom) : null, // 4
                allowed,
                signed);
    }

    private static @Nullable String lacking(
            ModelDescription model,
            boolean signed,
            boolean allowed,
            boolean needsSignature,
            boolean needsSbom) {
        List<String> lacks = new ArrayList<>();
        if (needsSignature && !signed) {
            lacks.add("no signature of a trusted signer");
        }
        if (needsSbom && model.sbom() == null) { // 2
            lacks.add("no SBOM");
        }
        if (!allowed) {
            lacks.add("no allowed registry as its source");
        }
        return lacks.isEmpty()
                ? null
                : "The trust policy is strict and the model has " + String.join(", ", lacks) + ".";
    }

    private @Nullable TrustedSigner signer(ModelDescription.Signature signature) {
        for (TrustedSigner signer : settings.signers()) {
            if (signer.name().equals(signature.signer())
                    && signer.algo().equals(signature.algo().toLowerCase(Locale.ROOT))) {
                return signer;
            }
        }
        return null;
    }

    private static boolean allowed(@Nullable String source, List<String> registries) {
        String registry = source == null ? null : registry(ModelRef.parse(source));
        if (registries.isEmpty() || registry == null) {
            return true;
        }
        return registries.stream()
                .anyMatch(each -> registry.equals(each) || registry.startsWith(each + "/"));
    }

    /** Where it comes from, such as {@code huggingface.co/org}; null for what is here. */
    private static @Nullable String registry(ModelRef ref) {
        return switch (ref) {
            case ModelRef.HuggingFace hf ->
                    "huggingface.co/" + hf.organisation() + "/" + hf.repository();
            case ModelRef.Https(var uri) -> uri.getHost().toLowerCase(Locale.ROOT);
            case ModelRef.S3 s3 -> "s3/" + s3.bucket();
            case ModelRef.Oci oci -> oci.registry() + "/" + oci.repository();
            case ModelRef.Demo _ -> "demo";
            case ModelRef.Name(String name) -> name;
            case ModelRef.Malformed malformed -> malformed.text();
            case ModelRef.LocalFile _, ModelRef.Sha256 _ -> null;
        };
    }
}
