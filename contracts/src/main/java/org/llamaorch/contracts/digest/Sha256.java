package org.llamaorch.contracts.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256. Copies of one digest that is never written to: looking the algorithm up costs a request
 * more than the hash does. Safe from any thread.
 */
public final class Sha256 {

    private static final MessageDigest EMPTY = lookedUp();

    private Sha256() {}

    private static MessageDigest lookedUp() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** A digest of nothing so far; confined to whoever asked for it. */
    public static MessageDigest begin() {
        return copy(EMPTY);
    }

    /** Another digest of what this one has digested so far. */
    public static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException("the platform's SHA-256 can be copied", impossible);
        }
    }

    /** The 32 bytes of a text's UTF-8. */
    public static byte[] of(String text) {
        return begin().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same in lowercase hex. */
    public static String hexOf(String text) {
        return HexFormat.of().formatHex(of(text));
    }
}
