package org.llamaorch.poolmanager.provision.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.ProvisioningFailed.Kind;

/** Whole downloads, and what is held to digests and sizes (ORCH-3080, ORCH-3097). */
final class DownloadTest extends Downloading {

    @Test
    void bringsAFileAndTellsHowFarItIs() throws Exception {
        try (ScriptedServer server = new ScriptedServer((_, out) -> whole(out))) {
            assertThat(fetch(server.address() + "/m", null)).isEqualTo(sha256(CONTENT));
        }
        assertThat(target()).hasBinaryContent(CONTENT);
        assertThat(progress.bytes.getLast()).isEqualTo(CONTENT.length);
        try (var files = Files.list(target().getParent())) {
            assertThat(files).containsExactly(target());
        }
    }

    @Test
    void speaksTheHubsResolveProtocol() throws Exception {
        String digest = sha256(CONTENT);
        try (ScriptedServer server =
                new ScriptedServer((request, out) -> {
                    if (request.path().startsWith("/org/repo/resolve/main/")) {
                        ScriptedServer.head(
                                out,
                                "302 Found",
                                "X-Linked-Etag: \"" + digest + "\"",
                                "X-Linked-Size: " + CONTENT.length,
                                "Location: /storage/1?sig=a%2Bb",
                                "Content-Length: 0");
                    } else {
                        whole(out, "ETag: \"other\"");
                    }
                })) {
            assertThat(fetch(server.address() + "/org/repo/resolve/main/m.gguf", null))
                    .isEqualTo(digest);
            assertThat(server.requests)
                    .extracting(ScriptedServer.Request::path)
                    .containsExactly("/org/repo/resolve/main/m.gguf", "/storage/1?sig=a%2Bb");
        }
    }

    @Test
    void refusesAFileWhoseDigestTheHubOrTheCatalogDenies() throws Exception {
        try (ScriptedServer server =
                new ScriptedServer(
                        (_, out) -> whole(out, "X-Linked-Etag: \"" + "ab".repeat(32) + "\""))) {
            assertThatExceptionOfType(ProvisioningFailed.class)
                    .isThrownBy(() -> fetch(server.address() + "/m", null))
                    .matches(failure -> failure.kind() == Kind.WRONG_HASH);
        }
        nothingIsLeft();
        try (ScriptedServer server = new ScriptedServer((_, out) -> whole(out))) {
            assertThatExceptionOfType(ProvisioningFailed.class)
                    .isThrownBy(() -> fetch(server.address() + "/m", "cd".repeat(32)))
                    .matches(failure -> failure.kind() == Kind.WRONG_HASH);
        }
        nothingIsLeft();
    }

    @Test
    void refusesMoreThanWasToldOrIsAllowed() throws Exception {
        try (ScriptedServer server = new ScriptedServer((_, out) -> whole(out))) {
            assertThatExceptionOfType(ProvisioningFailed.class)
                    .isThrownBy(() ->
                            fetch(
                                    server.address() + "/m",
                                    null,
                                    settings(1_000, true, "127.0.0.1")))
                    .withMessageContaining("fetch.bytes_max");
        }
        nothingIsLeft();
        for (String size : List.of("X-Linked-Size: 1000", "X-Nothing: 0")) {
            try (ScriptedServer server =
                    new ScriptedServer((_, out) -> {
                        ScriptedServer.head(out, "200 OK", size, "Transfer-Encoding: chunked");
                        for (int i = 0; i < 100; i++) {
                            out.write("1000\r\n".getBytes(StandardCharsets.US_ASCII));
                            out.write(new byte[0x1000]);
                            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                        }
                        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    })) {
                assertThatExceptionOfType(ProvisioningFailed.class)
                        .isThrownBy(() ->
                                fetch(
                                        server.address() + "/m",
                                        null,
                                        settings(300_000, true, "127.0.0.1")))
                        .withMessageContaining("more than");
            }
            nothingIsLeft();
        }
        try (ScriptedServer server =
                new ScriptedServer((_, out) -> whole(out, "X-Linked-Size: 5"))) {
            assertThatExceptionOfType(ProvisioningFailed.class)
                    .isThrownBy(() -> fetch(server.address() + "/m", null))
                    .withMessageContaining("the hub says 5");
        }
        nothingIsLeft();
    }
}
