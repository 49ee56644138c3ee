package org.llamaorch.orchestrator.http;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.model.ModelRef;
import org.llamaorch.orchestrator.catalog.ContentDigest;
import org.llamaorch.orchestrator.catalog.ModelDescription;
import org.llamaorch.orchestrator.catalog.TrustMode;
import org.llamaorch.orchestrator.http.json.InvalidMember;
import org.llamaorch.orchestrator.http.json.JsonPointers;
import org.llamaorch.orchestrator.http.json.Members;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the description of a model (B-CAT-001 to 007). Names may be any text that people can tell
 * apart: composed (NFC), without control characters or halves of characters, and not what a path or
 * a digest looks like. What is ours to say, such as {@code verified}, is ignored.
 */
final class ModelDescriptions {
    private static final int NAME_LENGTH_MAX = 256;
    private static final int TEXT_LENGTH_MAX = 4096;
    private static final int ALIASES_MAX = 64;
    private static final int TAGS_MAX = 256;
    private static final int MANIFESTS_MAX = 1000;
    private static final int SIGNATURES_MAX = 64;
    private static final int REGISTRIES_MAX = 256;
    private static final String SOURCES =
            "file:/path/model.gguf, hf:org/repo/file.gguf, https://host/model.gguf, demo:NAME,"
                    + " s3://bucket/key, oci://registry/repo:tag, or a path that begins with /, ./"
                    + " or ../.";
    private static final long EXACT_INTEGER_MAX = (1L << 53) - 1;

    private ModelDescriptions() {}

    static ModelDescription read(Members said) {
        String id = said.text("id", NAME_LENGTH_MAX);
        if (id == null || id.isEmpty()) {
            throw new InvalidMember("/id", "id required");
        }
        checkName(id, "/id");
        return new ModelDescription(
                id,
                digest(said, "digest"),
                source(said),
                names(said),
                plain(said, "tags", TAGS_MAX),
                manifests(said),
                signatures(said),
                sbom(said.object("sbom")),
                policy(said.object("trust_policy")));
    }

    /** Where it comes from: a reference that says so by itself (contract §7). */
    private static @Nullable String source(Members said) {
        String text = plain(said, "source_url");
        if (text == null) {
            return null;
        }
        return switch (ModelRef.parse(text)) {
            case ModelRef.Demo _,
                    ModelRef.HuggingFace _,
                    ModelRef.LocalFile _,
                    ModelRef.Https _,
                    ModelRef.S3 _,
                    ModelRef.Oci _ ->
                    text;
            case ModelRef.Name _, ModelRef.Sha256 _ ->
                    throw new InvalidMember(said.at("source_url"), "A source is " + SOURCES);
            case ModelRef.Malformed malformed ->
                    throw new InvalidMember(
                            said.at("source_url"),
                            "This source cannot be read: "
                                    + malformed.why()
                                    + ". A source is "
                                    + SOURCES);
        };
    }

    private static List<String> names(Members said) {
        List<String> aliases = said.texts("aliases", ALIASES_MAX, NAME_LENGTH_MAX);
        for (int i = 0; i < aliases.size(); i++) {
            checkName(aliases.get(i), JsonPointers.element("/aliases", i));
        }
        return List.copyOf(new LinkedHashSet<>(aliases));
    }

    private static void checkName(String name, String at) {
        checkPlain(name, at);
        if (name.isBlank()
                || !name.equals(name.strip())
                || !Normalizer.isNormalized(name, Normalizer.Form.NFC)
                || name.equals(".")
                || name.equals("..")
                || name.startsWith("/")
                || name.startsWith("./")
                || name.startsWith("../")
                || name.contains("/../")
                || name.startsWith("sha256:")) {
            throw new InvalidMember(
                    at,
                    "A model's name is text in NFC that neither begins nor ends with a blank and is"
                            + " no path and no digest.");
        }
    }

    private static void checkPlain(String text, String at) {
        boolean plain =
                text.codePoints()
                        .noneMatch(c ->
                                Character.isISOControl(c)
                                        || Character.getType(c) == Character.FORMAT
                                        || Character.getType(c) == Character.SURROGATE);
        if (!plain) {
            throw new InvalidMember(
                    at, "This must be text without control characters or halves of characters.");
        }
    }

    private static @Nullable String plain(Members said, String name) {
        String text = said.text(name, TEXT_LENGTH_MAX);
        if (text != null) {
            checkPlain(text, said.at(name));
        }
        return text;
    }

    private static List<String> plain(Members said, String name, int sizeMax) {
        List<String> texts = said.texts(name, sizeMax, NAME_LENGTH_MAX);
        for (int i = 0; i < texts.size(); i++) {
            checkPlain(texts.get(i), JsonPointers.element(said.at(name), i));
        }
        return texts;
    }

    private static @Nullable ContentDigest digest(Members said, String name) {
        String text = said.text(name, TEXT_LENGTH_MAX);
        return text == null
                ? null
                : ContentDigest.parse(text)
                        .orElseThrow(() ->
                                new InvalidMember(
                                        said.at(name),
                                        name
                                                + " must be algo:hex in lowercase, such as sha256:"
                                                + " and 64 digits."));
    }

    private static List<ModelDescription.Manifest> manifests(Members said) {
        List<ModelDescription.Manifest> manifests = new ArrayList<>();
        for (Members one : objects(said, "manifests", MANIFESTS_MAX)) {
            ContentDigest digest = digest(one, "digest");
            if (digest == null) {
                throw new InvalidMember(one.at("digest"), "digest is required: send algo:hex.");
            }
            manifests.add(
                    new ModelDescription.Manifest(
                            digest, one.integer("size_bytes", 0, EXACT_INTEGER_MAX)));
        }
        return manifests;
    }

    private static List<ModelDescription.Signature> signatures(Members said) {
        List<ModelDescription.Signature> signatures = new ArrayList<>();
        for (Members one : objects(said, "signatures", SIGNATURES_MAX)) {
            signatures.add(
                    new ModelDescription.Signature(
                            required(one, "signer"),
                            required(one, "algo"),
                            required(one, "value"),
                            one.integer("timestamp_ms", 0, EXACT_INTEGER_MAX)));
        }
        return signatures;
    }

    private static String required(Members said, String name) {
        String text = said.requiredText(name, TEXT_LENGTH_MAX);
        checkPlain(text, said.at(name));
        return text;
    }

    private static ModelDescription.@Nullable Sbom sbom(@Nullable Members said) {
        return said == null
                ? null
                : new ModelDescription.Sbom(required(said, "uri"), digest(said, "digest"));
    }

    private static ModelDescription.@Nullable TrustPolicy policy(@Nullable Members said) {
        return said == null
                ? null
                : new ModelDescription.TrustPolicy(
                        said.oneOf("mode", TrustMode.class),
                        plain(said, "allowed_registries", REGISTRIES_MAX),
                        said.flag("require_signature"),
                        said.flag("require_sbom"));
    }

    private static List<Members> objects(Members said, String name, int sizeMax) {
        ArrayNode array = said.array(name, sizeMax);
        List<Members> objects = new ArrayList<>();
        for (int i = 0; array != null && i < array.size(); i++) {
            String at = JsonPointers.element(said.at(name), i);
            JsonNode element = array.get(i);
            if (!(element instanceof ObjectNode object)) {
                throw new InvalidMember(at, "An element of " + name + " must be an object.");
            }
            objects.add(new Members(object, at));
        }
        return objects;
    }
}
