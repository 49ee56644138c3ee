package org.llamaorch.orchestrator.http.auth;

import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.Scope;
import org.llamaorch.contracts.digest.Sha256;

/**
 * A key, kept as its SHA-256 only. Keys are random and long, so a plain hash cannot be searched;
 * comparing hashes in constant time tells nothing about either (B-CP-053).
 */
public final class ApiKey {
    /** Shorter keys are refused at start. */
    public static final int LENGTH_MIN = 16;

    /** Shorter keys are warned about at start. */
    public static final int LENGTH_ADVISED = 32;

    private static final int FINGERPRINT_DIGITS = 6;

    private final byte[] sha256;
    private final Caller caller;
    private final long expiresAtMs;
    private final boolean revoked;

    private ApiKey(byte[] sha256, Caller caller, long expiresAtMs, boolean revoked) {
        this.sha256 = sha256;
        this.caller = caller;
        this.expiresAtMs = expiresAtMs;
        this.revoked = revoked;
    }

    /** The key of {@code AUTH_TOKEN}: all three scopes (contract §1). */
    public static ApiKey authToken(String secret) {
        return of("AUTH_TOKEN", secret, EnumSet.allOf(Scope.class), Priority.INTERACTIVE);
    }

    /** A key with a name, which its tasks belong to, and its own scopes and priority ceiling. */
    public static ApiKey of(
            String name, String secret, Set<Scope> scopes, Priority priorityCeiling) {
        return of(name, sha256(secret), scopes, priorityCeiling, Long.MAX_VALUE, false);
    }

    /**
     * A key of which only the SHA-256 is known.
     *
     * @param expiresAtMs from when it is no longer taken, epoch milliseconds
     * @param revoked whether it is no longer taken at all
     */
    public static ApiKey of(
            String name,
            byte[] sha256,
            Set<Scope> scopes,
            Priority priorityCeiling,
            long expiresAtMs,
            boolean revoked) {
        return new ApiKey(
                sha256.clone(),
                new Caller(name, scopes, priorityCeiling, "token:" + fingerprint(sha256)),
                expiresAtMs,
                revoked);
    }

    /**
     * What is wrong with a key of this length, as a sentence that refuses the start; empty when
     * nothing is.
     */
    public static Optional<String> refusal(String secret) {
        if (secret.length() < LENGTH_MIN) {
            return Optional.of(
                    "AUTH_TOKEN has %d characters; at least %d are needed. Make one with: openssl rand -hex 32"
                            .formatted(secret.length(), LENGTH_MIN));
        }
        if (!secret.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
            return Optional.of(
                    "AUTH_TOKEN holds a character that no header can carry; use printable ASCII"
                            + " without spaces.");
        }
        return Optional.empty();
    }

    /** What to warn about in a key of this length; empty when nothing is. */
    public static Optional<String> warning(String secret) {
        return secret.length() < LENGTH_ADVISED
                ? Optional.of(
                        "AUTH_TOKEN has %d characters; %d or more are advised."
                                .formatted(secret.length(), LENGTH_ADVISED))
                : Optional.empty();
    }

    public Caller caller() {
        return caller;
    }

    /** Why it is not taken at {@code nowMs}, as a sentence; empty when it is. */
    Optional<String> over(long nowMs) {
        if (revoked) {
            return Optional.of("This key was revoked; ask for another one.");
        }
        return nowMs >= expiresAtMs
                ? Optional.of("This key has expired; ask for another one.")
                : Optional.empty();
    }

    /** Whether this is the key with that SHA-256; takes the same time whatever the answer. */
    boolean matches(byte[] sha256OfSent) {
        return MessageDigest.isEqual(sha256, sha256OfSent);
    }

    static byte[] sha256(String secret) {
        return Sha256.of(secret);
    }

    private static String fingerprint(byte[] sha256) {
        return HexFormat.of().formatHex(sha256).substring(0, FINGERPRINT_DIGITS);
    }

    @Override
    public String toString() {
        return "ApiKey[" + caller.identity() + "]";
    }
}
