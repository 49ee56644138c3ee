package org.llamaorch.orchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llamaorch.orchestrator.http.auth.AuthProfiles;

/** What is answered while the daemon recovers (contract §2, readyz). */
final class RecoveringOverHttpTest {

    private final Vertx vertx = Vertx.vertx();
    private final ServerUnderTest whole = ServerUnderTest.start(AuthProfiles.home());
    private HttpServer server = bind();

    private HttpServer bind() {
        return HttpServer.bind(vertx, HttpSettings.of("127.0.0.1", 0, AuthProfiles.home()), null)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @BeforeEach
    void rebind() throws Exception {
        close(server);
        server = bind();
    }

    @AfterEach
    void stop() throws Exception {
        close(server);
        whole.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static void close(HttpServer server) throws Exception {
        server.stop().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        server.stop().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void itIsAliveAndNotReadyAndAsksEverybodyElseToWait() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.get("/healthz").status()).isEqualTo(200);
            for (String path : new String[] {"/readyz", "/v2/tasks", "/metrics", "/v2/pools"}) {
                client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                RawClient.Answer answer = client.answer();
                assertThat(answer.status()).as(path).isEqualTo(503);
                assertThat(answer.code()).as(path).isEqualTo("POOL_UNREADY");
                assertThat(answer.header("Retry-After")).as(path).isNotNull();
                assertThat(answer.header("X-Correlation-Id")).as(path).isNotNull();
                assertThat(answer.json().path("message").asString()).contains("recovered");
            }
            client.send("GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n");
            RawClient.Answer door = client.answer();
            assertThat(door.status()).isEqualTo(503);
            assertThat(door.json().path("error").path("code").asString()).isEqualTo("POOL_UNREADY");
        }
    }

    @Test
    void itServesEverythingOnTheSameConnectionOnceItHasRecovered() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            client.send(
                    "POST /v2/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
                            + " application/json\r\nContent-Length: 2\r\n\r\n{}");
            assertThat(client.answer().status()).isEqualTo(503);

            server.serve(whole.services());

            assertThat(client.get("/readyz").status()).isEqualTo(200);
            assertThat(client.get("/v2/pools").status()).isEqualTo(200);
            assertThat(client.get("/nowhere").status()).isEqualTo(404);
        }
    }
}
