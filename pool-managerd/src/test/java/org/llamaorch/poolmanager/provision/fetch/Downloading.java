package org.llamaorch.poolmanager.provision.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.contracts.digest.Sha256;
import org.llamaorch.poolmanager.provision.CollectedProgress;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;

/** What the tests of downloads share: a file of 300,000 bytes and a target for it. */
abstract class Downloading {

    static final byte[] CONTENT = content();

    @TempDir private Path folder;

    final CollectedProgress progress = new CollectedProgress();

    static byte[] content() {
        byte[] bytes = new byte[300_000];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    static String sha256(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(Sha256.begin().digest(bytes));
    }

    static FetchSettings settings(long bytesMax, boolean allowPrivate, String... hosts) {
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

    Path target() {
        return folder.resolve("models/m.gguf");
    }

    String fetch(String url, @Nullable String sha256)
            throws ProvisioningFailed, InterruptedException, IOException {
        return fetch(url, sha256, settings(1 << 20, true, "127.0.0.1"));
    }

    String fetch(String url, @Nullable String sha256, FetchSettings settings)
            throws ProvisioningFailed, InterruptedException, IOException {
        try (Download download = new Download(settings)) {
            return download.fetch(
                    new Wanted("m", URI.create(url), sha256, true), target(), progress);
        }
    }

    static void whole(OutputStream out, String... headers) throws IOException {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Content-Length: " + CONTENT.length;
        ScriptedServer.head(out, "200 OK", all);
        out.write(CONTENT);
    }

    static int from(ScriptedServer.Request request) {
        String range = request.header("Range");
        return range == null ? 0 : Integer.parseInt(range.replace("bytes=", "").replace("-", ""));
    }

    void nothingIsLeft() throws IOException {
        assertThat(target()).doesNotExist();
        if (Files.exists(target().getParent())) {
            try (var files = Files.list(target().getParent())) {
                assertThat(files).isEmpty();
            }
        }
    }
}
