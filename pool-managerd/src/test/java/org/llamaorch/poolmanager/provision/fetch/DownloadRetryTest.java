package org.llamaorch.poolmanager.provision.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.ProvisioningFailed.Kind;

/** Servers that stop, change their mind, fall silent or are busy (ORCH-3080). */
final class DownloadRetryTest extends Downloading {

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
