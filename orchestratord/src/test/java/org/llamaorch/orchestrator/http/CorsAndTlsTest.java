package org.llamaorch.orchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.orchestrator.http.auth.ApiKey;
import org.llamaorch.orchestrator.http.auth.AuthProfiles;
import org.llamaorch.orchestrator.http.auth.AuthSettings;
import org.llamaorch.orchestrator.http.auth.KeyRing;

/** Pages of allowed origins, and HTTPS. */
final class CorsAndTlsTest {

    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String PAGE = "Origin: https://page.example";
    private static final String ASKS = "Access-Control-Request-Method: POST";

    @TempDir Path folder = Path.of(".");

    private static AuthSettings allowing(String... origins) {
        return new AuthSettings(
                new KeyRing(List.of(ApiKey.authToken(KEY))),
                false,
                Set.of(),
                Set.of(origins),
                true);
    }

    @Test
    void answersAnAllowedPagesPreflightWithoutAKey() throws IOException {
        try (ServerUnderTest server = ServerUnderTest.start(allowing("https://page.example"));
                RawClient client = server.client()) {
            RawClient.Answer answer =
                    client.request("OPTIONS", "/v2/tasks", new byte[0], PAGE, ASKS);
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.header("Access-Control-Allow-Origin"))
                    .isEqualTo("https://page.example");
            assertThat(answer.header("Access-Control-Allow-Methods")).contains("GET", "POST");
            assertThat(answer.header("Access-Control-Allow-Headers"))
                    .contains("Authorization", "X-API-Key", "X-Correlation-Id", "Last-Event-ID");
            assertThat(answer.header("Vary")).isEqualTo("Origin");
            assertThat(answer.header("X-Correlation-Id")).isNotNull();
        }
    }

    @Test
    void letsAnAllowedPageReadAnswersAndErrors() throws IOException {
        try (ServerUnderTest server = ServerUnderTest.start(allowing("https://page.example"));
                RawClient client = server.client()) {
            RawClient.Answer read =
                    client.get("/v2/meta/version", PAGE, "Authorization: Bearer " + KEY);
            assertThat(read.status()).isEqualTo(200);
            assertThat(read.header("Access-Control-Allow-Origin"))
                    .isEqualTo("https://page.example");
            assertThat(read.header("Access-Control-Expose-Headers"))
                    .contains("X-Correlation-Id", "Retry-After", "X-Budget-Tokens-Remaining");
            RawClient.Answer refused = client.get("/v2/meta/version", PAGE);
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.header("Access-Control-Allow-Origin"))
                    .isEqualTo("https://page.example");
        }
    }

    @Test
    void saysNothingToOtherPagesNorWhenItIsOff() throws IOException {
        for (AuthSettings settings : List.of(allowing(), allowing("https://other.example"))) {
            try (ServerUnderTest server = ServerUnderTest.start(settings);
                    RawClient client = server.client()) {
                RawClient.Answer preflight =
                        client.request("OPTIONS", "/v2/tasks", new byte[0], PAGE, ASKS);
                assertThat(preflight.status()).isEqualTo(401);
                assertThat(preflight.header("Access-Control-Allow-Origin")).isNull();
                assertThat(preflight.header("Access-Control-Allow-Methods")).isNull();
                assertThat(
                                client.get("/v2/meta/version", PAGE, "X-API-Key: " + KEY)
                                        .header("Access-Control-Allow-Origin"))
                        .isNull();
            }
        }
    }

    @Test
    void servesOverTlsAndShowsARenewedCertificateToNewConnections() throws Exception {
        SelfSigned first = SelfSigned.make(folder, "first");
        SelfSigned second = SelfSigned.make(folder, "second");
        try (ServerUnderTest services = ServerUnderTest.atHome()) {
            HttpServer secure =
                    ServerUnderTest.await(
                            HttpServer.start(
                                    services.vertx,
                                    services.services(),
                                    HttpSettings.of("127.0.0.1", 0, AuthProfiles.home()),
                                    first.files()));
            assertThat(get(secure, first).statusCode()).isEqualTo(200);
            assertThat(get(secure, first).version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThatThrownBy(() -> get(secure, second)).isInstanceOf(SSLException.class);

            ServerUnderTest.await(secure.renew(second.files()));

            assertThat(get(secure, second).statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> get(secure, first)).isInstanceOf(SSLException.class);
            ServerUnderTest.await(secure.stop());
        }
    }

    private static HttpResponse<String> get(HttpServer server, SelfSigned trusted)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().sslContext(trusted.trusting()).build()) {
            return client.send(
                    HttpRequest.newBuilder(
                                    URI.create("https://127.0.0.1:" + server.port() + "/healthz"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
