package org.llamaorch.orchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.llamaorch.orchestrator.http.auth.AuthProfiles;

/** Limits on headers and bodies, correlation ids, paths and methods (contract §1, B-SEC-007). */
final class LimitsOverHttpTest extends ServedAtHome {
    private static final String TASK = "{\"model_ref\":\"m\",\"prompt\":\"p\"}";
    private static final String HEAD =
            "POST /v2/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

    @Test
    void echoesACorrelationIdOrMakesOne() throws IOException {
        assertThat(client.get("/healthz", "X-Correlation-Id: a b/c~!").header("X-Correlation-Id"))
                .isEqualTo("a b/c~!");
        String made = client.get("/v2/nowhere").header("X-Correlation-Id");
        assertThat(UUID.fromString(String.valueOf(made)).version()).isEqualTo(4);
    }

    @Test
    void refusesACorrelationIdThatCannotBeEchoed() throws IOException {
        for (String id : new String[] {"x".repeat(129), "tab\there", "umlaut-ä", ""}) {
            RawClient.Answer answer = client.get("/healthz", "X-Correlation-Id: " + id);

            assertThat(answer.status()).as(id).isEqualTo(400);
            assertThat(answer.header("X-Correlation-Id")).isNotEqualTo(id).hasSize(36);
        }
        assertThat(client.get("/healthz", "X-Correlation-Id: a", "X-Correlation-Id: b").status())
                .isEqualTo(400);
        assertThat(client.get("/healthz", "X-Correlation-Id: " + "x".repeat(128)).status())
                .isEqualTo(200);
    }

    @Test
    void headersOver16KiBAre431InTheEnvelope() throws IOException {
        client.send(
                "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Big: "
                        + "a".repeat(65_536)
                        + "\r\n\r\n");

        RawClient.Answer answer = client.answer();

        assertThat(answer.status()).isEqualTo(431);
        assertThat(answer.code()).isEqualTo("HEADERS_TOO_LARGE");
        assertThat(answer.header("X-Correlation-Id")).isNotNull();
    }

    @Test
    void aRequestLineOver16KiBIs431() throws IOException {
        client.send("GET /" + "a".repeat(65_536) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(client.answer().status()).isEqualTo(431);
    }

    @Test
    void whatIsNotHttpIs400InTheEnvelope() throws IOException {
        client.send("NONSENSE\r\n\r\n");

        RawClient.Answer answer = client.answer();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("INVALID_PARAMS");
        assertThat(answer.header("X-Correlation-Id")).isNotNull();
    }

    @Test
    void aBodyThatSaysItIsTooLongIsRefusedAtOnce() throws IOException {
        client.send(HEAD + "Content-Length: 104857600\r\nExpect: 100-continue\r\n\r\n");

        RawClient.Answer answer = client.answer();

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.code()).isEqualTo("PAYLOAD_TOO_LARGE");
    }

    @Test
    void aBodyOf100MegabytesIsRefusedAndTheAnswerArrives() throws IOException {
        client.send(HEAD + "Content-Length: 104857600\r\n\r\n");
        byte[] megabyte = new byte[1 << 20];
        for (int i = 0; i < 100; i++) {
            client.send(megabyte);
        }

        assertThat(client.answer().status()).isEqualTo(413);
        assertThat(client.get("/healthz").status()).isEqualTo(200);
    }

    @Test
    void aChunkedBodyIsRefusedWhenItGetsTooLong() throws IOException {
        client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
        byte[] megabyte = new byte[1 << 20];
        for (int i = 0; i < 34; i++) {
            client.send("100000\r\n");
            client.send(megabyte);
            client.send("\r\n");
        }
        client.send("0\r\n\r\n");

        assertThat(client.answer().status()).isEqualTo(413);
        assertThat(client.get("/healthz").status()).isEqualTo(200);
    }

    @Test
    void aChunkedBodyAndALargeOneAreRead() throws IOException {
        client.send(
                HEAD
                        + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"mod\r\n19\r\nel_ref\":\"m\",\"prompt\":\"p\"}\r\n0\r\n\r\n");
        assertThat(client.answer().status()).isEqualTo(202);

        String large = TASK.replace("\"p\"", "\"" + "word ".repeat(400_000) + "\"");
        assertThat(client.post("/v2/tasks", large).status()).isEqualTo(202);
        assertThat(server.core.submitted()).hasSize(2);
    }

    @Test
    void asksForABodyThatWaitsToBeAskedFor() throws IOException {
        client.send(HEAD + "Content-Length: " + TASK.length() + "\r\nExpect: 100-continue\r\n\r\n");
        assertThat(client.answer().status()).isEqualTo(100);
        client.send(TASK);

        assertThat(client.answer().status()).isEqualTo(202);
    }

    @Test
    void onlyJsonIsTaken() throws IOException {
        for (String type :
                new String[] {
                    "Content-Type: text/plain",
                    "Content-Type: application/x-www-form-urlencoded",
                    "Content-Type: application/json; charset=latin1",
                    "Content-Type: application/jsonx",
                    "X-None: 1"
                }) {
            RawClient.Answer answer =
                    client.request(
                            "POST", "/v2/tasks", TASK.getBytes(StandardCharsets.UTF_8), type);

            assertThat(answer.status()).as(type).isEqualTo(415);
            assertThat(answer.code()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
        }
        assertThat(
                        client.request(
                                        "POST",
                                        "/v2/tasks",
                                        TASK.getBytes(StandardCharsets.UTF_8),
                                        "Content-Type: Application/JSON; charset=\"UTF-8\"")
                                .status())
                .isEqualTo(202);
    }

    @Test
    void unknownPathsAndMethodsAreToldApart() throws IOException {
        RawClient.Answer nothing = client.get("/v2/nowhere");
        RawClient.Answer method = client.request("PUT", "/v2/tasks", new byte[0]);
        RawClient.Answer withId = client.request("DELETE", "/v2/tasks/t1/events", new byte[0]);

        assertThat(nothing.status()).isEqualTo(404);
        assertThat(nothing.code()).isEqualTo("NOT_FOUND");
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.code()).isEqualTo("METHOD_NOT_ALLOWED");
        assertThat(method.header("Allow")).isEqualTo("GET, POST");
        assertThat(withId.header("Allow")).isEqualTo("GET");
        for (String path : new String[] {"/v1/tasks", "/v1/replicasets", "/v1/capabilities"}) {
            assertThat(client.get(path).code()).as(path).isEqualTo("NOT_FOUND");
        }
        for (String path :
                new String[] {"/v2/tasks/", "/v2//tasks", "/", "/v2/../v2/tasks", "/v2/%74asks"}) {
            assertThat(client.get(path).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void aSlowBodyIsGivenUp() throws IOException {
        try (ServerUnderTest impatient =
                        ServerUnderTest.start(
                                AuthProfiles.home(),
                                settings -> new Limits(settings).bodySilenceMs(100).build());
                RawClient slow = impatient.client()) {
            slow.send(HEAD + "Content-Length: 100\r\n\r\n{");

            assertThat(slow.closedByServer()).isTrue();
        }
    }

    /** Also under the requests that follow a refused one, however its parts arrived. */
    @Test
    void aConnectionOutlivesItsRefusedRequests() throws IOException {
        try (ServerUnderTest hasty =
                        ServerUnderTest.start(
                                AuthProfiles.home(),
                                settings -> new Limits(settings).lingerMs(1).build());
                RawClient kept = hasty.client()) {
            byte[] wrong = "{\"prompt\":1}".getBytes(StandardCharsets.UTF_8);
            String head = HEAD + "Content-Length: " + wrong.length + "\r\n\r\n";
            for (int i = 0; i < 1_000; i++) {
                kept.send(head);
                kept.send(wrong);
                assertThat(kept.answer().status()).isEqualTo(400);
                assertThat(kept.get("/v2/nowhere").status()).isEqualTo(404);
                assertThat(kept.get("/v2/tasks/nobody").status()).isIn(404, 503);
            }
        }
    }

    @Test
    void clientsThatVanishOrHalfCloseHarmNobody() throws IOException {
        for (int i = 0; i < 20; i++) {
            try (RawClient vanishing = server.client()) {
                vanishing.send(HEAD + "Content-Length: 100\r\n\r\n{\"model");
                if (i % 2 == 0) {
                    vanishing.reset();
                } else {
                    vanishing.halfClose();
                    assertThat(vanishing.closedByServer()).isTrue();
                }
            }
        }
        assertThat(client.post("/v2/tasks", TASK).status()).isEqualTo(202);
        assertThat(server.core.submitted()).hasSize(1);
    }

    @Test
    void headersCannotBeSplit() throws IOException {
        client.send(
                "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Correlation-Id: a\r\n X-Injected: b\r\n\r\n");

        RawClient.Answer answer = client.answer();

        assertThat(answer.headers()).doesNotContainKey("x-injected");
    }

    @Test
    void http2IsServedOnTheSamePort() throws Exception {
        try (HttpClient http2 =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            HttpResponse<String> answer =
                    http2.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://localhost:"
                                                            + server.server.port()
                                                            + "/v2/tasks"))
                                    .timeout(Duration.ofSeconds(10))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(TASK))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.headers().firstValue("X-Correlation-Id")).isPresent();
        }
    }

    /** Which of the two comes first is not ours to say: the one that comes second is refused. */
    @Test
    void bodiesBeingReceivedShareALimit() throws Exception {
        try (ServerUnderTest small =
                        ServerUnderTest.start(
                                AuthProfiles.home(),
                                settings -> new Limits(settings).bodyBytes(1000, 1500).build());
                RawClient one = small.client();
                RawClient other = small.client();
                RawClient later = small.client()) {
            String allButTheLast = HEAD + "Content-Length: 1000\r\n\r\n" + "x".repeat(999);
            one.send(allButTheLast);
            other.send(allButTheLast);
            CompletableFuture<RawClient.Answer> toOne = answer(one);
            CompletableFuture<RawClient.Answer> toOther = answer(other);
            CompletableFuture.anyOf(toOne, toOther).get(10, TimeUnit.SECONDS);
            boolean oneIsRefused = toOne.isDone();
            (oneIsRefused ? other : one).send("x");
            RawClient.Answer first = toOne.get(10, TimeUnit.SECONDS);
            RawClient.Answer second = toOther.get(10, TimeUnit.SECONDS);
            RawClient.Answer refused = oneIsRefused ? first : second;

            assertThat(refused.code()).isEqualTo("ADMISSION_REJECT");
            assertThat(refused.json().path("policy_label").asString()).isEqualTo("byte-limit");
            assertThat(refused.header("Retry-After")).isNotNull();
            assertThat((oneIsRefused ? second : first).status()).isEqualTo(400);
            assertThat(later.post("/v2/tasks", TASK).status()).isEqualTo(202);
        }
    }

    /** Each on a thread of its own: the common pool may have only one, and one answer is late. */
    private static CompletableFuture<RawClient.Answer> answer(RawClient client) {
        CompletableFuture<RawClient.Answer> answer = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        answer.complete(client.answer());
                    } catch (IOException e) {
                        answer.completeExceptionally(e);
                    }
                });
        return answer;
    }
}
