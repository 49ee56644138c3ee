package org.llamaorch.orchestrator.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whose signatures count, and what strict means (ORCH-3037, ORCH-3080). */
final class TrustJudgeTest {

    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    private final KeyPair ed25519 = pair("Ed25519");
    private final KeyPair ecdsa = pair("EC");
    private final TrustedSigner ops = signer("ops", "ed25519", ed25519);
    private final TrustedSigner lab = signer("lab", "ecdsa-sha256", ecdsa);

    private static KeyPair pair(String kind) {
        try {
            KeyPairGenerator making = KeyPairGenerator.getInstance(kind);
            if (kind.equals("EC")) {
                making.initialize(new ECGenParameterSpec("secp256r1"));
            }
            return making.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static TrustedSigner signer(String name, String algo, KeyPair pair) {
        return TrustedSigner.of(
                name,
                algo,
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
    }

    private static ModelDescription.Signature signature(
            String signer, String algo, KeyPair pair, String over) {
        try {
            Signature signing =
                    Signature.getInstance(algo.equals("ed25519") ? "Ed25519" : "SHA256withECDSA");
            signing.initSign(pair.getPrivate());
            signing.update(over.getBytes(StandardCharsets.US_ASCII));
            return new ModelDescription.Signature(
                    signer, algo, Base64.getEncoder().encodeToString(signing.sign()), null);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static ModelDescription model(
            List<ModelDescription.Signature> signatures,
            boolean sbom,
            @Nullable String source,
            ModelDescription.@Nullable TrustPolicy policy) {
        return new ModelDescription(
                "m",
                ContentDigest.parse(DIGEST).orElseThrow(),
                source,
                List.of(),
                List.of(),
                List.of(),
                signatures,
                sbom ? new ModelDescription.Sbom("https://example.org/s", null) : null,
                policy);
    }

    private TrustJudge judge(boolean strict, String... registries) {
        return new TrustJudge(new TrustSettings(strict, List.of(ops, lab), List.of(registries)));
    }

    private static ModelDescription.TrustPolicy policy(
            TrustMode mode, @Nullable Boolean signature, @Nullable Boolean sbom) {
        return new ModelDescription.TrustPolicy(mode, List.of(), signature, sbom);
    }

    @Test
    void signaturesOfBothKindsCount() {
        Trust trust =
                judge(false)
                        .judge(
                                model(
                                        List.of(
                                                signature("ops", "ed25519", ed25519, DIGEST),
                                                signature("lab", "ecdsa-sha256", ecdsa, DIGEST)),
                                        true,
                                        null,
                                        null));

        assertThat(trust.signatures()).containsExactly(true, true);
        assertThat(trust.lacking()).isNull();
        assertThat(trust.forged()).isFalse();
    }

    @Test
    void aSignatureOverSomethingElseOrByAnotherKeyIsForged() {
        for (ModelDescription.Signature wrong :
                List.of(
                        signature("ops", "ed25519", ed25519, "sha256:" + "cd".repeat(32)),
                        signature("ops", "ed25519", pair("Ed25519"), DIGEST),
                        signature("lab", "ecdsa-sha256", pair("EC"), DIGEST),
                        new ModelDescription.Signature("ops", "ed25519", "%%%", null))) {
            Trust trust = judge(false).judge(model(List.of(wrong), true, null, null));
            assertThat(trust.signatures()).containsExactly(false);
            assertThat(trust.forged()).isTrue();
            assertThat(trust.lacking()).contains("signature");
        }
    }

    @Test
    void anUnknownSignerCountsForNothingAndForgesNothing() {
        Trust trust =
                judge(false)
                        .judge(
                                model(
                                        List.of(signature("eve", "ed25519", ed25519, DIGEST)),
                                        true,
                                        null,
                                        null));

        assertThat(trust.signed()).isFalse();
        assertThat(trust.forged()).isFalse();
    }

    @Test
    void theStricterPolicyHolds() {
        var signed = List.of(signature("ops", "ed25519", ed25519, DIGEST));
        assertThat(judge(false).judge(model(List.of(), false, null, null)).refused()).isNull();
        assertThat(judge(true).judge(model(signed, false, null, null)).refused()).contains("SBOM");
        assertThat(judge(true).judge(model(signed, true, null, null)).refused()).isNull();
        assertThat(
                        judge(true)
                                .judge(
                                        model(
                                                List.of(),
                                                true,
                                                null,
                                                policy(TrustMode.PERMISSIVE, false, false)))
                                .refused())
                .contains("signature");
        assertThat(
                        judge(false)
                                .judge(
                                        model(
                                                List.of(),
                                                true,
                                                null,
                                                policy(TrustMode.STRICT, null, null)))
                                .refused())
                .contains("signature");
        assertThat(
                        judge(false)
                                .judge(
                                        model(
                                                signed,
                                                false,
                                                null,
                                                policy(TrustMode.STRICT, true, false)))
                                .refused())
                .isNull();
    }

    @Test
    void onlyAllowedRegistriesAreTrusted() {
        var signed = List.of(signature("ops", "ed25519", ed25519, DIGEST));
        TrustJudge judge = judge(true, "huggingface.co/good", "models.example.org");
        for (String good :
                List.of(
                        "hf:good/repo/m.gguf",
                        "https://models.example.org/m.gguf",
                        "file:/models/m.gguf")) {
            assertThat(judge.judge(model(signed, true, good, null)).refused()).isNull();
        }
        for (String bad :
                List.of(
                        "hf:goodness/repo/m.gguf",
                        "https://models.example.org.evil/m.gguf",
                        "http://models.example.org/m.gguf",
                        "s3://bucket/m.gguf",
                        "oci://ghcr.io/org/m:1")) {
            assertThat(judge.judge(model(signed, true, bad, null)).refused()).contains("registry");
        }
    }

    @Test
    void refusesAKeyThatIsNone() {
        assertThatThrownBy(() -> TrustedSigner.of("ops", "ed25519", "AAAA"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ops");
        assertThatThrownBy(() -> signer("ops", "ecdsa-sha256", ed25519))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
