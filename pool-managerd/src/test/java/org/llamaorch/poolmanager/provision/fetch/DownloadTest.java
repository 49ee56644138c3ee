package org.llamaorch.poolmanager.provision.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamaorch.poolmanager.provision.Digests;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.ProvisioningFailed.Kind;
import org.llamaorch.poolmanager.provision.ProvisioningProgress;

/** Downloads from a server that behaves, and from one that does not (ORCH-3080, ORCH-3097). */
final class DownloadTest {

    private static final byte[] CONTENT = content();

    @TempDir private Path folder;

    private final List<Long> progress = new ArrayList<>();

    private static byte[] content() {
        byte[] bytes = new byte[300_000];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(Digests.fresh().digest(bytes));
    }

    private static FetchSettings settings(long bytesMax, boolean allowPrivate, String... hosts) {
        return new FetchSettings(
                List.of(hosts),
                allowPrivate,
                bytesMax,
                URI.create("https://huggingface.co"),
                3,
                3,
                Duration.ofMillis(1),
                Duration.ofSeconds(5),
                Duration.ofMillis(300));
    }

    private Path target() {
        return folder.resolve("models/m.gguf");
    }

    private String fetch(String url, @Nullable String sha256)
            throws ProvisioningFailed, InterruptedException, IOException {
        return fetch(url, sha256, settings(1 << 20, true, "127.0.0.1"));
    }

    private String fetch(String url, @Nullable String sha256, FetchSettings settings)
            throws ProvisioningFailed, InterruptedException, IOException {
        try (Download download = new Download(settings)) {
            return download.fetch(
                    new Wanted("m", URI.create(url), sha256, true), target(), listener());
        }
    }

    private ProvisioningProgress listener() {
        return new ProvisioningProgress() {
            @Override
            public void phase(String doing, long bytesTotal) {}

            @Override
            public void bytes(long bytesDone) {
                progress.add(bytesDone);
            }

            @Override
            public void notice(String sentence) {}
        };
    }

    private static void whole(OutputStream out, String... headers) throws IOException {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Content-Length: " + CONTENT.length;
        ScriptedServer.head(out, "200 OK", all);
        out.write(CONTENT);
    }

    private static int from(ScriptedServer.Request request) {
        String range = request.header("Range");
        return range == null ? 0 : Integer.parseInt(range.replace("bytes=", "").replace("-", ""));
    }

    private void nothingIsLeft() throws IOException {
        assertThat(target()).doesNotExist();
        if (Files.exists(target().getParent())) {
            try (var files = Files.list(target().getParent())) {
                assertThat(files).isEmpty();
            }
        }
    }

    @Test
    void bringsAFileAndTellsHowFarItIs() throws Exception {
        try (ScriptedServer server = new ScriptedServer((_, out) -> whole(out))) {
            assertThat(fetch(server.address() + "/m", null)).isEqualTo(sha256(CONTENT));
        }
        assertThat(target()).hasBinaryContent(CONTENT);
        assertThat(progress.getLast()).isEqualTo(CONTENT.length);
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
    void goesOnWhereADownloadEndedEarly() throws Exception {
        try (ScriptedServer server =
                new ScriptedServer((request, out) -> {
                    int from = from(request);
                    int length = CONTENT.length - from;
                    ScriptedServer.head(
                            out,
                            from == 0 ? "200 OK" : "206 Partial Content",
                            "ETag: \"v1\"",
                            "Content-Length: " + length,
                            "Content-Range: bytes "
                                    + from
                                    + "-"
                                    + (CONTENT.length - 1)
                                    + "/"
                                    + CONTENT.length);
                    out.write(CONTENT, from, Math.min(length, 100_000));
                })) {
            assertThat(fetch(server.address() + "/m", null)).isEqualTo(sha256(CONTENT));
            assertThat(server.requests).hasSizeGreaterThanOrEqualTo(3);
            assertThat(server.requests.getLast().header("If-Range")).isEqualTo("\"v1\"");
        }
        assertThat(target()).hasBinaryContent(CONTENT);
    }

    @Test
    void beginsAnewWhenTheContentIsAnotherMeanwhile() throws Exception {
        int[] asked = {0};
        try (ScriptedServer server =
                new ScriptedServer((_, out) -> {
                    if (asked[0]++ == 0) {
                        ScriptedServer.head(
                                out, "200 OK", "ETag: \"v1\"", "Content-Length: 300000");
                        out.write(new byte[1_000]);
                    } else {
                        whole(out, "ETag: \"v2\"");
                    }
                })) {
            assertThat(fetch(server.address() + "/m", null)).isEqualTo(sha256(CONTENT));
        }
        assertThat(target()).hasBinaryContent(CONTENT);
    }

    @Test
    void keepsWhatCameWhenItGivesUpAndTakesItUpTheNextTime() throws Exception {
        boolean[] works = {false};
        try (ScriptedServer server =
                new ScriptedServer((request, out) -> {
                    int from = from(request);
                    ScriptedServer.head(
                            out,
                            from == 0 ? "200 OK" : "206 Partial Content",
                            "ETag: \"v1\"",
                            "Content-Length: " + (CONTENT.length - from),
                            "Content-Range: bytes " + from + "-299999/300000");
                    if (from == 0) {
                        out.write(CONTENT, 0, 1_000);
                    } else if (works[0]) {
                        out.write(CONTENT, from, CONTENT.length - from);
                    }
                })) {
            assertThatExceptionOfType(ProvisioningFailed.class)
                    .isThrownBy(() -> fetch(server.address() + "/m", null))
                    .matches(failure -> failure.kind() == Kind.NO_NETWORK)
                    .matches(failure -> failure.kind().passing())
                    .withMessageContaining("1000 bytes");
            works[0] = true;
            assertThat(fetch(server.address() + "/m", null)).isEqualTo(sha256(CONTENT));
            assertThat(server.requests.getLast().header("Range")).isEqualTo("bytes=1000-");
        }
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

    @Test
    void aServerThatFallsSilentIsGivenUp() throws Exception {
        CountDownLatch givenUp = new CountDownLatch(1);
        try (ScriptedServer server =
                new ScriptedServer((_, out) -> {
                    ScriptedServer.head(out, "200 OK", "Content-Length: 300000");
                    out.write(CONTENT, 0, 10);
                    out.flush();
                    try {
                        givenUp.await();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                })) {
            try {
                assertThatExceptionOfType(ProvisioningFailed.class)
                        .isThrownBy(() -> fetch(server.address() + "/m", null))
                        .matches(failure -> failure.kind() == Kind.NO_NETWORK);
            } finally {
                givenUp.countDown();
            }
        }
    }

    @Test
    void nothingIsAskedThatIsNotAllowed() throws Exception {
        try (ScriptedServer server = new ScriptedServer((_, out) -> whole(out))) {
            for (FetchSettings refusing :
                    List.of(
                            FetchSettings.off(),
                            settings(1 << 20, true, "example.org"),
                            settings(1 << 20, false, "127.0.0.1"))) {
                assertThatExceptionOfType(ProvisioningFailed.class)
                        .isThrownBy(() -> fetch(server.address() + "/m", null, refusing))
                        .matches(failure -> failure.kind() == Kind.NO_FETCHER)
                        .withMessageContaining("not allowed");
            }
            assertThat(server.requests).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:1/m", // another host
                "https://example.org/m",
                "file:///etc/passwd",
                "//10.0.0.1/m",
                "http://user@127.0.0.1/m"
            })
    void everyRedirectIsJudged(String location) throws Exception {
        try (ScriptedServer server =
                new ScriptedServer((_, out) ->
                        ScriptedServer.head(
                                out, "302 Found", "Location: " + location, "Content-Length: 0"))) {
            assertThatExceptionOfType(ProvisioningFailed.class)
                    .isThrownBy(() -> fetch(server.address() + "/m", null))
                    .matches(failure -> failure.kind() == Kind.NO_FETCHER)
                    .withMessageContaining("not allowed");
        }
        nothingIsLeft();
    }

    @Test
    void redirectsEndSomewhere() throws Exception {
        try (ScriptedServer server =
                new ScriptedServer(
                        (_, out) -> ScriptedServer.head(out, "302 Found", "Location: /m"))) {
            assertThatExceptionOfType(ProvisioningFailed.class)
                    .isThrownBy(() -> fetch(server.address() + "/m", null))
                    .withMessageContaining("redirects more than 3 times");
            assertThat(server.requests).hasSize(4);
        }
    }

    @Test
    void aNameThatComesToHaveAPrivateAddressIsNotConnectedTo() throws Exception {
        try (ScriptedServer server = new ScriptedServer((_, out) -> whole(out));
                Download download =
                        new Download(
                                settings(1 << 20, false, "models.example.org"),
                                _ -> new InetAddress[] {InetAddress.getLoopbackAddress()})) {
            URI uri =
                    URI.create(
                            server.address()
                                    .replace("http", "https")
                                    .replace("127.0.0.1", "models.example.org"));
            assertThatExceptionOfType(ProvisioningFailed.class)
                    .isThrownBy(() ->
                            download.fetch(new Wanted("m", uri, null, false), target(), listener()))
                    .withMessageContaining("private address 127.0.0.1");
            assertThat(server.requests).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404})
    void saysWhatAnAnswerWithoutAFileMeans(int status) throws Exception {
        try (ScriptedServer server =
                new ScriptedServer((_, out) ->
                        ScriptedServer.head(out, status + " No", "Content-Length: 0"))) {
            assertThatExceptionOfType(ProvisioningFailed.class)
                    .isThrownBy(() -> fetch(server.address() + "/m", null))
                    .matches(failure -> !failure.kind().passing());
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void triesAgainWhenTheServerIsBusy() throws Exception {
        int[] asked = {0};
        try (ScriptedServer server =
                new ScriptedServer((_, out) -> {
                    if (asked[0]++ < 2) {
                        ScriptedServer.head(out, "503 Busy", "Retry-After: 1", "Content-Length: 0");
                    } else {
                        whole(out);
                    }
                })) {
            assertThat(fetch(server.address() + "/m", null)).isEqualTo(sha256(CONTENT));
        }
    }
}
