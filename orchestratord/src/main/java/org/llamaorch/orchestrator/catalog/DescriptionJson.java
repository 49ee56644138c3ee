package org.llamaorch.orchestrator.catalog;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.WireName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What was said of a model, as JSON: the same members on the wire and on disk. */
final class DescriptionJson {

    private DescriptionJson() {}

    /**
     * Puts the description's members into {@code into}.
     *
     * @param verified which signatures hold, in their order; null to leave that out
     */
    static void write(ModelDescription said, @Nullable List<Boolean> verified, ObjectNode into) {
        into.put("id", said.id());
        text(into, "digest", said.digest());
        text(into, "source_url", said.sourceUrl());
        said.aliases().forEach(into.putArray("aliases")::add);
        said.tags().forEach(into.putArray("tags")::add);
        ArrayNode manifests = into.putArray("manifests");
        for (ModelDescription.Manifest manifest : said.manifests()) {
            ObjectNode one = manifests.addObject();
            one.put("digest", manifest.digest().toString());
            if (manifest.sizeBytes() != null) {
                one.put("size_bytes", manifest.sizeBytes());
            }
        }
        ArrayNode signatures = into.putArray("signatures");
        for (int i = 0; i < said.signatures().size(); i++) {
            ModelDescription.Signature signature = said.signatures().get(i);
            ObjectNode one = signatures.addObject();
            one.put("signer", signature.signer());
            one.put("algo", signature.algo());
            one.put("value", signature.value());
            if (signature.timestampMs() != null) {
                one.put("timestamp_ms", signature.timestampMs());
            }
            if (verified != null) {
                one.put("verified", verified.get(i));
            }
        }
        if (said.sbom() != null) {
            ObjectNode sbom = into.putObject("sbom");
            sbom.put("uri", said.sbom().uri());
            text(sbom, "digest", said.sbom().digest());
        }
        if (said.trustPolicy() != null) {
            policy(said.trustPolicy(), into.putObject("trust_policy"));
        }
    }

    private static void policy(ModelDescription.TrustPolicy said, ObjectNode into) {
        if (said.mode() != null) {
            into.put("mode", said.mode().wireName());
        }
        said.allowedRegistries().forEach(into.putArray("allowed_registries")::add);
        if (said.requireSignature() != null) {
            into.put("require_signature", said.requireSignature());
        }
        if (said.requireSbom() != null) {
            into.put("require_sbom", said.requireSbom());
        }
    }

    /** Reads what {@link #write} wrote; throws IllegalArgumentException for anything else. */
    static ModelDescription read(JsonNode from) {
        List<ModelDescription.Manifest> manifests = new ArrayList<>();
        for (JsonNode one : from.path("manifests")) {
            manifests.add(new ModelDescription.Manifest(required(one), number(one, "size_bytes")));
        }
        List<ModelDescription.Signature> signatures = new ArrayList<>();
        for (JsonNode one : from.path("signatures")) {
            signatures.add(
                    new ModelDescription.Signature(
                            one.path("signer").asString(),
                            one.path("algo").asString(),
                            one.path("value").asString(),
                            number(one, "timestamp_ms")));
        }
        JsonNode sbom = from.path("sbom");
        JsonNode policy = from.path("trust_policy");
        return new ModelDescription(
                from.path("id").asString(""),
                digest(from),
                text(from, "source_url"),
                texts(from.path("aliases")),
                texts(from.path("tags")),
                manifests,
                signatures,
                sbom.isMissingNode()
                        ? null
                        : new ModelDescription.Sbom(sbom.path("uri").asString(), digest(sbom)),
                policy.isMissingNode() ? null : policy(policy));
    }

    private static ModelDescription.TrustPolicy policy(JsonNode from) {
        String mode = text(from, "mode");
        return new ModelDescription.TrustPolicy(
                mode == null ? null : WireName.parse(TrustMode.class, mode).orElseThrow(),
                texts(from.path("allowed_registries")),
                flag(from, "require_signature"),
                flag(from, "require_sbom"));
    }

    private static ContentDigest required(JsonNode from) {
        ContentDigest digest = digest(from);
        if (digest == null) {
            throw new IllegalArgumentException("a manifest without a digest");
        }
        return digest;
    }

    private static @Nullable ContentDigest digest(JsonNode from) {
        String text = text(from, "digest");
        return text == null
                ? null
                : ContentDigest.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException("no digest: " + text));
    }

    static @Nullable String text(JsonNode from, String name) {
        JsonNode value = from.path(name);
        return value.isString() ? value.stringValue() : null;
    }

    static @Nullable Long number(JsonNode from, String name) {
        JsonNode value = from.path(name);
        return value.isIntegralNumber() ? (Long) value.longValue() : null;
    }

    private static @Nullable Boolean flag(JsonNode from, String name) {
        JsonNode value = from.path(name);
        return value.isBoolean() ? (Boolean) value.booleanValue() : null;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asString()));
        return texts;
    }

    static void text(ObjectNode into, String name, @Nullable Object value) {
        if (value != null) {
            into.put(name, value.toString());
        }
    }
}
