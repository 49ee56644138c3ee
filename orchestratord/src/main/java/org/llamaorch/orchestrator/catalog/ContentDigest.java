package org.llamaorch.orchestrator.catalog;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;

/**
 * A digest as it is written, {@code algo:hex} (B-CAT-003).
 *
 * @param algorithm lowercase letters, digits and dashes, such as {@code sha256}
 * @param hex lowercase
 */
public record ContentDigest(String algorithm, String hex) {

    private static final int LENGTH_MAX = 256;
    private static final Map<String, String> JAVA_NAMES =
            Map.of("sha256", "SHA-256", "sha384", "SHA-384", "sha512", "SHA-512");

    /** Reads one; empty when it is malformed or its length is not its algorithm's. */
    public static Optional<ContentDigest> parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || text.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        ContentDigest digest =
                new ContentDigest(text.substring(0, colon), text.substring(colon + 1));
        return digest.wellFormed() ? Optional.of(digest) : Optional.empty();
    }

    /** What computes it; empty when the algorithm is not one that is computed here. */
    Optional<MessageDigest> computing() {
        String name = JAVA_NAMES.get(algorithm);
        try {
            return name == null ? Optional.empty() : Optional.of(MessageDigest.getInstance(name));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + name, e);
        }
    }

    private boolean wellFormed() {
        boolean plain =
                algorithm
                        .chars()
                        .allMatch(
                                c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
        boolean isHex = hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
        int digits =
                switch (algorithm) {
                    case "md5" -> 32;
                    case "sha1" -> 40;
                    case "sha256" -> 64;
                    case "sha384" -> 96;
                    case "sha512" -> 128;
                    default -> hex.length();
                };
        return plain && isHex && !hex.isEmpty() && hex.length() % 2 == 0 && hex.length() == digits;
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }
}
