package org.llamaorch.orchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.Scope;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.orchestrator.http.auth.ApiKey;
import org.llamaorch.orchestrator.http.auth.AuthProfiles;
import org.llamaorch.orchestrator.http.auth.AuthSettings;
import org.llamaorch.orchestrator.http.auth.KeyRing;

/** Keys over HTTP: codes, order of judgement, what is exempt (B-MW, contract §1). */
final class AuthOverHttpTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String BEARER = "Authorization: Bearer " + KEY;
    private static final String TASK = "{\"model_ref\":\"m\",\"prompt\":\"p\",\"task_id\":\"t1\"}";

    @Test
    void tellsWhatIsWrongWithAKey() throws IOException {
        try (ServerUnderTest server = ServerUnderTest.start(AuthProfiles.withToken(KEY, false));
                RawClient client = server.client()) {
            RawClient.Answer none = client.get("/v2/tasks", "X-Correlation-Id: mine");
            RawClient.Answer bearer = client.get("/v2/tasks", "Authorization: Bearer no");
            RawClient.Answer apiKey = client.get("/v2/tasks", "X-API-Key: no");

            assertThat(none.status()).isEqualTo(401);
            assertThat(none.json().path("code").asInt()).isEqualTo(40101);
            assertThat(none.json().path("message").asString()).isEqualTo("MISSING_TOKEN");
            assertThat(none.json().path("hint").asString()).contains("Authorization: Bearer");
            assertThat(none.header("X-Correlation-Id")).isEqualTo("mine");
            assertThat(bearer.status()).isEqualTo(401);
            assertThat(bearer.json().path("code").asInt()).isEqualTo(40102);
            assertThat(bearer.json().path("message").asString()).isEqualTo("BAD_TOKEN");
            assertThat(apiKey.status()).isEqualTo(403);
            assertThat(apiKey.json().path("code").asInt()).isEqualTo(40302);
            assertThat(apiKey.json().path("message").asString()).isEqualTo("BAD_API_KEY");
            assertThat(client.get("/v2/tasks", BEARER).status()).isEqualTo(200);
            assertThat(client.get("/v2/pools", "X-API-Key: " + KEY).status()).isEqualTo(200);
        }
    }

    @Test
    void whatIsNotExemptIs401BeforeItIsAnythingElse() throws IOException {
        try (ServerUnderTest server = ServerUnderTest.start(AuthProfiles.withToken(KEY, false));
                RawClient client = server.client()) {
            assertThat(client.get("/nowhere").status()).isEqualTo(401);
            assertThat(client.get("/metrics/../v2/pools").status()).isEqualTo(401);
            assertThat(client.get("//metrics").status()).isEqualTo(401);
            assertThat(client.request("PUT", "/v2/tasks", new byte[0]).status()).isEqualTo(401);
            assertThat(
                            client.request(
                                            "POST",
                                            "/v2/tasks",
                                            "x".getBytes(StandardCharsets.UTF_8),
                                            "Content-Type: text/plain")
                                    .status())
                    .isEqualTo(401);
            assertThat(client.get("/v2/tasks/t?from=x", "X-Correlation-Id: \u0007").status())
                    .isIn(400, 401);
        }
    }

    @Test
    void refusesFromTheHeadersWithoutWaitingForTheBody() throws IOException {
        try (ServerUnderTest server = ServerUnderTest.start(AuthProfiles.withToken(KEY, false));
                RawClient client = server.client()) {
            client.send(
                    "POST /v2/tasks HTTP/1.1\r\n"
                            + "Host: localhost\r\n"
                            + "Content-Type: application/json\r\n"
                            + "Content-Length: 1000000\r\n\r\n");

            assertThat(client.answer().status()).isEqualTo(401);
        }
    }

    @Test
    void probesNeedNoKeyAndASettingClosesTheMetrics() throws IOException {
        AuthSettings open = AuthProfiles.withToken(KEY, false);
        AuthSettings closed = new AuthSettings(open.keys(), false, Set.of(), Set.of(), false);
        try (ServerUnderTest server = ServerUnderTest.start(open);
                RawClient client = server.client()) {
            for (String path : List.of("/metrics", "/healthz", "/readyz", "/openapi.json")) {
                assertThat(client.get(path).status()).as(path).isEqualTo(200);
            }
            assertThat(client.request("POST", "/metrics", new byte[0]).status()).isEqualTo(405);
        }
        try (ServerUnderTest server = ServerUnderTest.start(closed);
                RawClient client = server.client()) {
            assertThat(client.get("/metrics").status()).isEqualTo(401);
            assertThat(client.get("/metrics", BEARER).status()).isEqualTo(200);
            assertThat(client.get("/healthz").status()).isEqualTo(200);
        }
    }

    @Test
    void theDoorRefusesInItsOwnShape() throws IOException {
        try (ServerUnderTest server = ServerUnderTest.start(AuthProfiles.withToken(KEY, false));
                RawClient client = server.client()) {
            RawClient.Answer answer = client.get("/v1/models");

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().at("/error/type").asString())
                    .isEqualTo("authentication_error");
        }
    }

    @Test
    void callersSeeTheirOwnTasksAndControlSeesAll() throws IOException {
        try (ServerUnderTest server = ServerUnderTest.start(AuthProfiles.withToken(KEY, true));
                RawClient client = server.client()) {
            assertThat(client.post("/v2/tasks", TASK).status()).isEqualTo(202);
            assertThat(client.post("/v2/tasks", TASK.replace("t1", "t2"), BEARER).status())
                    .isEqualTo(202);

            assertThat(server.core.submitted())
                    .extracting("caller")
                    .containsExactly("localhost", "AUTH_TOKEN");
            assertThat(client.get("/v2/tasks/t1", BEARER).status()).isEqualTo(200);
            assertThat(client.get("/v2/tasks/t2").status()).isEqualTo(200);
        }
    }

    @Test
    void foreignHostsAndOriginsAreRefusedOnLoopback() throws IOException {
        try (ServerUnderTest server = ServerUnderTest.atHome();
                RawClient client = server.client()) {
            RawClient.Answer host = client.get("/v2/pools", "Host: evil.example");
            RawClient.Answer twice =
                    client.get("/v2/pools", "Host: localhost", "Host: evil.example");
            RawClient.Answer origin =
                    client.post("/v2/tasks", TASK, "Origin: https://evil.example");
            RawClient.Answer probe = client.get("/metrics", "Host: evil.example");

            assertThat(host.code()).isEqualTo("HOST_NOT_ALLOWED");
            assertThat(twice.status()).isIn(400, 403);
            assertThat(origin.code()).isEqualTo("ORIGIN_NOT_ALLOWED");
            assertThat(probe.status()).isEqualTo(403);
            assertThat(server.core.submitted()).isEmpty();
            String own = "http://localhost:" + server.server.port();
            assertThat(
                            client.post(
                                            "/v2/tasks",
                                            TASK,
                                            "Host: localhost:" + server.server.port(),
                                            "Origin: " + own)
                                    .status())
                    .isEqualTo(202);
        }
    }

    @Test
    void scopesAndOwnershipHold() throws IOException {
        ApiKey data = ApiKey.of("data", "data-key-0123456789", Set.of(Scope.DATA), Priority.BATCH);
        ApiKey node = ApiKey.of("node", "node-key-0123456789", Set.of(Scope.NODE), Priority.BATCH);
        AuthSettings settings =
                new AuthSettings(
                        new KeyRing(List.of(ApiKey.authToken(KEY), data, node)),
                        false,
                        Set.of(),
                        Set.of(),
                        true);
        try (ServerUnderTest server = ServerUnderTest.start(settings);
                RawClient client = server.client()) {
            String dataKey = "X-API-Key: data-key-0123456789";
            String nodeKey = "X-API-Key: node-key-0123456789";
            RawClient.Answer scope = client.get("/v2/pools", dataKey);
            assertThat(scope.status()).isEqualTo(403);
            assertThat(scope.json().path("code").asInt()).isEqualTo(40303);
            assertThat(scope.json().path("message").asString()).isEqualTo("SCOPE");
            assertThat(client.post("/v2/tasks", TASK, nodeKey).status()).isEqualTo(403);
            assertThat(client.get("/v2/meta/version", nodeKey).status()).isEqualTo(200);

            assertThat(client.post("/v2/tasks", TASK, BEARER).status()).isEqualTo(202);
            assertThat(client.get("/v2/tasks/t1", dataKey).status()).isEqualTo(404);
            assertThat(client.get("/v2/tasks/t1/events", dataKey).status()).isEqualTo(404);
            assertThat(client.get("/v2/tasks", dataKey).json().path("tasks")).isEmpty();
            assertThat(client.request("POST", "/v2/tasks/t1/cancel", new byte[0], dataKey).status())
                    .isEqualTo(204);
            assertThat(server.core.events).noneMatch(event -> event instanceof Event.Cancel);

            RawClient.Answer lowered = client.post("/v2/tasks", TASK.replace("t1", "t2"), dataKey);
            assertThat(lowered.json().path("priority").asString()).isEqualTo("batch");
            assertThat(client.get("/v2/tasks/t2", BEARER).status()).isEqualTo(200);
        }
    }

    @Test
    void aWorkerNeedsABearerTokenAlsoAtHome() throws IOException {
        String worker = "{\"url\":\"http://127.0.0.1:9\"}";
        try (ServerUnderTest server = ServerUnderTest.atHome();
                RawClient client = server.client()) {
            RawClient.Answer none = client.post("/v2/workers/register", worker);
            RawClient.Answer any =
                    client.post("/v2/workers/register", worker, "Authorization: Bearer any");

            assertThat(none.status()).isEqualTo(401);
            assertThat(none.json().path("code").asInt()).isEqualTo(40101);
            assertThat(none.json().path("hint").asString()).contains("AUTH_TOKEN");
            assertThat(any.status()).isEqualTo(401);
            assertThat(server.workers.registered).isEmpty();
        }
        try (ServerUnderTest server = ServerUnderTest.start(AuthProfiles.withToken(KEY, true));
                RawClient client = server.client()) {
            RawClient.Answer none = client.post("/v2/workers/register", worker);
            RawClient.Answer other =
                    client.post("/v2/workers/register", worker, "X-API-Key: " + KEY);
            RawClient.Answer wrong =
                    client.post("/v2/workers/register", worker, "Authorization: Bearer no");
            assertThat(none.json().path("code").asInt()).isEqualTo(40101);
            assertThat(other.json().path("code").asInt()).isEqualTo(40101);
            assertThat(wrong.json().path("code").asInt()).isEqualTo(40102);
            assertThat(server.workers.registered).isEmpty();

            RawClient.Answer right = client.post("/v2/workers/register", worker, BEARER);

            assertThat(right.status()).isEqualTo(200);
            assertThat(right.json().path("ok").asBoolean()).isTrue();
            assertThat(right.json().path("identity").asString()).startsWith("token:");
            assertThat(right.json().path("pool_id").asString()).isEqualTo("default");
            assertThat(right.json().path("replica_id").asString()).isEqualTo("r0");
        }
    }

    @Test
    void aWorkersMembersAreChecked() throws IOException {
        try (ServerUnderTest server = ServerUnderTest.start(AuthProfiles.withToken(KEY, true));
                RawClient client = server.client()) {
            for (String wrong :
                    List.of(
                            "{}",
                            "{\"url\":1}",
                            "{\"url\":\"u\",\"pool_id\":\"../x\"}",
                            "{\"url\":\"u\",\"engine\":\"other\"}",
                            "{\"url\":\"u\",\"slots_total\":0}",
                            "{\"url\":\"u\",\"ctx_max\":-1}")) {
                RawClient.Answer answer = client.post("/v2/workers/register", wrong, BEARER);
                assertThat(answer.status()).as(wrong).isEqualTo(400);
                assertThat(answer.code()).isEqualTo("INVALID_PARAMS");
            }
            server.workers.outcome = new WorkerDoor.Outcome.Refused("/url", "Not there.");
            RawClient.Answer refused =
                    client.post("/v2/workers/register", "{\"url\":\"http://x\"}", BEARER);
            assertThat(refused.json().path("field").asString()).isEqualTo("/url");
        }
    }
}
