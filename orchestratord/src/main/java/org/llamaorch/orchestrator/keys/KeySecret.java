package org.llamaorch.orchestrator.keys;

import java.security.SecureRandom;
import java.util.Base64;
import org.llamaorch.contracts.digest.Sha256;

/**
 * One of a key's secrets, as its SHA-256 only. A key may have several, so that a new one is handed
 * out before the old one is revoked.
 *
 * @param sha256 lowercase hex
 * @param createdMs epoch milliseconds; 0 where that is not known
 * @param expiresMs from when it is no longer taken; 0 for never
 * @param revokedMs since when it is no longer taken; 0 for taken
 */
public record KeySecret(String sha256, long createdMs, long expiresMs, long revokedMs) {

    /** How a secret of ours begins, so that it is known for one wherever it turns up. */
    private static final String PREFIX = "llo_";

    private static final int RANDOM_BYTES = 32;
    private static final int FINGERPRINT_DIGITS = 6;

    public KeySecret {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("sha256 must be 64 lowercase hex digits");
        }
        if (createdMs < 0 || expiresMs < 0 || revokedMs < 0) {
            throw new IllegalArgumentException("times must not be negative");
        }
    }

    /** A new secret, 256 random bits: to be shown once. */
    public static String made() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    public static KeySecret of(String secret, long createdMs, long expiresMs) {
        return new KeySecret(sha256(secret), createdMs, expiresMs, 0);
    }

    public static String sha256(String secret) {
        return Sha256.hexOf(secret);
    }

    /** How logs and lists name it. */
    public String fingerprint() {
        return sha256.substring(0, FINGERPRINT_DIGITS);
    }

    /** Whether it is taken at {@code nowMs}. */
    public boolean valid(long nowMs) {
        return revokedMs == 0 && (expiresMs == 0 || nowMs < expiresMs);
    }

    KeySecret revoked(long atMs) {
        return revokedMs > 0 ? this : new KeySecret(sha256, createdMs, expiresMs, atMs);
    }
}
