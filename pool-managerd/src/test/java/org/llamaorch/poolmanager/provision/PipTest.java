package org.llamaorch.poolmanager.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.llamaorch.poolmanager.provision.ProvisioningFailed.Kind;

class PipTest {

    @Test
    void tellsAWrongHashFromAMissingNetworkAFullDiskAndAMissingWheel() {
        assertThat(
                        kind(
                                "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."))
                .isEqualTo(Kind.WRONG_HASH);
        assertThat(
                        kind(
                                "WARNING: Retrying after connection broken by 'NewConnectionError'\nERROR: No matching distribution found for x==1"))
                .isEqualTo(Kind.NO_NETWORK);
        assertThat(kind("ERROR: Could not install: [Errno 28] No space left on device"))
                .isEqualTo(Kind.NO_DISK);
        assertThat(
                        kind(
                                "ERROR: Could not find a version\nERROR: No matching distribution found for x==1"))
                .isEqualTo(Kind.NO_PACKAGE);
    }

    @Test
    void repeatsPipsOwnErrorWhenItKnowsNoBetter() {
        assertThat(Pip.explain("x 1", "noise\nERROR: something odd\nmore").sentence())
                .isEqualTo("pip could not fetch x 1: ERROR: something odd");
    }

    @Test
    void passesTheWayToTheNetworkOnToPipButNoKeys() {
        assertThat(
                        Tool.environment(
                                Map.of(
                                        "PATH", "/bin",
                                        "PIP_INDEX_URL", "http://index",
                                        "PIP_TARGET", "/elsewhere",
                                        "https_proxy", "http://proxy",
                                        "PYTHONPATH", "/mine",
                                        "AUTH_TOKEN", "secret"),
                                Map.of("TMPDIR", "/tmp/x")))
                .isEqualTo(
                        Map.of(
                                "PATH", "/bin",
                                "PIP_INDEX_URL", "http://index",
                                "https_proxy", "http://proxy",
                                "TMPDIR", "/tmp/x"));
    }

    private static Kind kind(String output) {
        return Pip.explain("x 1", output).kind();
    }
}
