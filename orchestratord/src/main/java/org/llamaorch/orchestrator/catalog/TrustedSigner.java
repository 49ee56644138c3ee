package org.llamaorch.orchestrator.catalog;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * Somebody whose signatures are trusted. Signs the text of a digest, {@code algo:hex} in ASCII.
 *
 * @param name as signatures name it
 * @param algo {@code ed25519} or {@code ecdsa-sha256}
 * @param key of that kind
 */
public record TrustedSigner(String name, String algo, PublicKey key) {

    /**
     * Reads one from the configuration.
     *
     * @param publicKey a SubjectPublicKeyInfo in PEM, or its base64 alone
     * @throws IllegalArgumentException with what is wrong
     */
    public static TrustedSigner of(String name, String algo, String publicKey) {
        String base64 = publicKey.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        try {
            byte[] encoded = Base64.getDecoder().decode(base64);
            PublicKey key =
                    KeyFactory.getInstance(keyKind(algo))
                            .generatePublic(new X509EncodedKeySpec(encoded));
            return new TrustedSigner(name, algo, key);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the public key of "
                            + name
                            + " is no "
                            + algo
                            + " key: give a SubjectPublicKeyInfo in PEM, as openssl pkey -pubout"
                            + " writes it",
                    e);
        }
    }

    /** Whether {@code base64} is this signer's signature over the digest. */
    boolean signed(ContentDigest digest, String base64) {
        try {
            Signature judging = Signature.getInstance(signatureKind(algo));
            judging.initVerify(key);
            judging.update(digest.toString().getBytes(StandardCharsets.US_ASCII));
            return judging.verify(Base64.getDecoder().decode(base64));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return false;
        }
    }

    private static String keyKind(String algo) throws GeneralSecurityException {
        return switch (algo) {
            case "ed25519" -> "Ed25519";
            case "ecdsa-sha256" -> "EC";
            default -> throw new GeneralSecurityException("unknown kind of key " + algo);
        };
    }

    private static String signatureKind(String algo) throws GeneralSecurityException {
        return switch (algo) {
            case "ed25519" -> "Ed25519";
            case "ecdsa-sha256" -> "SHA256withECDSA";
            default -> throw new GeneralSecurityException("unknown kind of signature " + algo);
        };
    }
}
