package org.llamaorch.poolmanager.provision.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.contracts.digest.Sha256;
import org.llamaorch.poolmanager.gguf.TinyGguf;
import org.llamaorch.poolmanager.provision.CollectedProgress;
import org.llamaorch.poolmanager.provision.ProvisionSettings;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.ProvisioningFailed.Kind;
import org.llamaorch.poolmanager.provision.fetch.FetchSettings;
import org.llamaorch.poolmanager.provision.fetch.ScriptedServer;

/** Models of the hub as pools get them: fetched once, checked, kept (ORCH-3091, ORCH-3206). */
final class RemoteModelTest {

    private static final String REF = "hf:org/repo/tiny.gguf";
    private static final byte[] FILE = TinyGguf.bytes();
    private static final String SHA256 = HexFormat.of().formatHex(Sha256.begin().digest(FILE));

    @TempDir private Path cache;

    private final CollectedProgress progress = new CollectedProgress();
    private ScriptedServer hub;

    @BeforeEach
    void start() throws IOException {
        hub =
                new ScriptedServer((_, out) -> {
                    ScriptedServer.head(
                            out,
                            "200 OK",
                            "X-Linked-Etag: \"" + SHA256 + "\"",
                            "Content-Length: " + FILE.length);
                    out.write(FILE);
                });
    }

    @AfterEach
    void stop() throws IOException {
        hub.close();
    }

    private ProvisionSettings settings(
            boolean offline, List<String> hosts, ModelDirectory directory) {
        return ProvisionSettings.of(cache, offline)
                .fetching(
                        new FetchSettings(
                                hosts,
                                true,
                                1 << 20,
                                URI.create(hub.address()),
                                3,
                                2,
                                Duration.ofMillis(1),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(5)),
                        directory);
    }

    private ModelFile provide(ProvisionSettings settings, String ref)
            throws ProvisioningFailed, InterruptedException {
        Models models = new Models(settings);
        return models.provide(
                ref,
                models.source(ref),
                (_, _, _, _, _) -> {
                    throw new ProvisioningFailed(Kind.BROKEN_TOOL, "no wheel is asked for");
                },
                progress);
    }

    @Test
    void isFetchedOnceAndThenThere() throws Exception {
        ProvisionSettings settings = settings(false, List.of("127.0.0.1"), ModelDirectory.NONE);
        Models models = new Models(settings);
        assertThat(models.missing(models.source(REF))).isTrue();

        try (ModelFile file = provide(settings, REF)) {
            assertThat(file.digest()).isEqualTo("sha256:" + SHA256);
            assertThat(file.header().architecture()).isEqualTo("llama");
            assertThat(file.lock()).isNotNull();
        }
        assertThat(progress.phases).containsExactly("downloading " + REF + " " + FILE.length);
        assertThat(models.missing(models.source(REF))).isFalse();
        assertThat(models.knownDigest(models.source(REF))).contains("sha256:" + SHA256);
        hub.close();
        provide(settings(true, List.of(), ModelDirectory.NONE), REF).close();
        assertThat(hub.requests).hasSize(1);
    }

    @Test
    void isNotFetchedOfflineOrWhereItIsNotAllowed() {
        assertThatExceptionOfType(ProvisioningFailed.class)
                .isThrownBy(() ->
                        provide(settings(true, List.of("127.0.0.1"), ModelDirectory.NONE), REF))
                .matches(failure -> failure.kind() == Kind.OFFLINE)
                .withMessageContaining("LLAMA_ORCH_OFFLINE");
        assertThatExceptionOfType(ProvisioningFailed.class)
                .isThrownBy(() -> provide(settings(false, List.of(), ModelDirectory.NONE), REF))
                .matches(failure -> failure.kind() == Kind.NO_FETCHER)
                .withMessageContaining("fetch.allowed_hosts");
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void aNameOfTheCatalogIsFetchedFromItsSourceAndHeldToItsDigest() throws Exception {
        ModelDirectory right = _ -> Optional.of(new ModelDirectory.Known(REF, SHA256));
        ModelDirectory wrong = _ -> Optional.of(new ModelDirectory.Known(REF, "ab".repeat(32)));

        provide(settings(false, List.of("127.0.0.1"), right), "m").close();

        assertThatExceptionOfType(ProvisioningFailed.class)
                .isThrownBy(() -> provide(settings(false, List.of("127.0.0.1"), wrong), "m"))
                .matches(failure -> failure.kind() == Kind.WRONG_HASH)
                .withMessageContaining("catalog says");
    }
}
