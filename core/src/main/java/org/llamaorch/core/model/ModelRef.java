package org.llamaorch.core.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/**
 * What a model reference says by itself (contract §7). A reference that begins with a scheme of its
 * own names where the model comes from; anything else is a name: a pool's alias, a catalog id or
 * what an engine reports. Names that are known go first, so a reference is parsed only where nobody
 * knows it.
 */
public sealed interface ModelRef {

    /** An alias of a pool, a catalog id, or a name that an engine reports. */
    record Name(String name) implements ModelRef {}

    /** A model that this program knows how to fetch. */
    record Demo(String name) implements ModelRef {}

    /**
     * A repository of Hugging Face, or a file in it.
     *
     * @param file path inside the repository; empty for the repository as a whole
     */
    record HuggingFace(String organisation, String repository, String file) implements ModelRef {}

    /** A file of this machine, as it was written. */
    record LocalFile(String path) implements ModelRef {}

    record Https(URI uri) implements ModelRef {}

    record S3(String bucket, String key) implements ModelRef {}

    /** An image of a registry; the reference behind it is a tag or a digest. */
    record Oci(String registry, String repository, String reference) implements ModelRef {}

    /** A catalog entry by its digest, 64 lowercase hex digits. */
    record Sha256(String hex) implements ModelRef {}

    /** Begins with a scheme but does not go on as that scheme must: {@code why} says how. */
    record Malformed(String text, String why) implements ModelRef {}

    /** Reads a reference; never fails, and opens nothing. */
    static ModelRef parse(String text) {
        if (text.startsWith("/") || text.startsWith("./") || text.startsWith("../")) {
            return new LocalFile(text);
        }
        int colon = text.indexOf(':');
        String rest = text.substring(colon + 1);
        return switch (colon < 0 ? "" : text.substring(0, colon)) {
            case "demo" ->
                    rest.isEmpty()
                            ? new Malformed(text, "demo: needs a name behind it")
                            : new Demo(rest);
            case "file" -> file(text, rest);
            case "hf" -> huggingFace(text, rest);
            case "https" -> https(text);
            case "http" -> new Malformed(text, "only https: is fetched, not http:");
            case "s3" -> s3(text, rest);
            case "oci" -> oci(text, rest);
            case "sha256" ->
                    isHex64(rest)
                            ? new Sha256(rest)
                            : new Malformed(text, "sha256: needs 64 lowercase hex digits");
            default -> new Name(text);
        };
    }

    /** Whether the reference says by itself where its model comes from. */
    static boolean hasScheme(String text) {
        return !(parse(text) instanceof Name);
    }

    private static ModelRef file(String text, String rest) {
        String path = rest.startsWith("//") ? rest.substring(2) : rest;
        return path.isEmpty()
                ? new Malformed(text, "file: needs a path behind it")
                : new LocalFile(path);
    }

    private static ModelRef huggingFace(String text, String rest) {
        List<String> parts = List.of(rest.split("/", -1));
        boolean plain =
                parts.stream()
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
        if (parts.size() < 2 || !plain || rest.chars().anyMatch(c -> "?#%\\ ".indexOf(c) >= 0)) {
            return new Malformed(text, "hf: is org/repo or org/repo/path/file.gguf");
        }
        return new HuggingFace(
                parts.get(0), parts.get(1), String.join("/", parts.subList(2, parts.size())));
    }

    private static ModelRef https(String text) {
        try {
            URI uri = new URI(text);
            String host = uri.getHost();
            if (host == null || uri.getUserInfo() != null || uri.getFragment() != null) {
                return new Malformed(
                        text, "https: needs a host, and neither a user nor a fragment");
            }
            return new Https(uri);
        } catch (URISyntaxException e) {
            return new Malformed(text, "it is no address: " + e.getReason());
        }
    }

    private static ModelRef s3(String text, String rest) {
        int slash = rest.indexOf('/', 2);
        return rest.startsWith("//") && slash > 2 && slash + 1 < rest.length()
                ? new S3(rest.substring(2, slash), rest.substring(slash + 1))
                : new Malformed(text, "s3: is s3://bucket/key");
    }

    private static ModelRef oci(String text, String rest) {
        int slash = rest.indexOf('/', 2);
        int at = Math.max(rest.lastIndexOf(':'), rest.lastIndexOf('@'));
        return rest.startsWith("//") && slash > 2 && at > slash + 1 && at + 1 < rest.length()
                ? new Oci(
                        rest.substring(2, slash).toLowerCase(Locale.ROOT),
                        rest.substring(slash + 1, rest.indexOf('@') > 0 ? rest.indexOf('@') : at),
                        rest.substring((rest.indexOf('@') > 0 ? rest.indexOf('@') : at) + 1))
                : new Malformed(text, "oci: is oci://registry/repo:tag");
    }

    private static boolean isHex64(String text) {
        return text.length() == 64
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}
