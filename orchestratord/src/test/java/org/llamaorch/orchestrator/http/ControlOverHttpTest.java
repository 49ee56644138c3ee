package org.llamaorch.orchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llamaorch.core.scheduler.Event;

/** Pools, sessions, artifacts, meta and probes over HTTP (B-CP, B-SS, B-ART). */
final class ControlOverHttpTest extends ServedAtHome {

    @BeforeEach
    void addAPool() {
        server.core.pools.add(Pools.one("default"));
    }

    @Test
    void showsAPoolWithItsTrueFigures() throws IOException {
        RawClient.Answer answer = client.get("/v2/pools/default/health");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("ready").asBoolean()).isTrue();
        assertThat(answer.json().at("/metrics/queue_depth").asInt()).isEqualTo(5);
        assertThat(answer.json().at("/metrics/slots_free").asInt()).isEqualTo(1);
        assertThat(answer.json().at("/replicas/0/slots_free").asInt()).isEqualTo(1);
        assertThat(client.get("/v2/pools").json().path("pools")).hasSize(1);
        assertThat(client.get("/v2/pools/other/health").code()).isEqualTo("POOL_NOT_FOUND");
    }

    @Test
    void drainsWithAndWithoutADeadline() throws IOException {
        assertThat(client.post("/v2/pools/default/drain", "{\"deadline_ms\":500}").status())
                .isEqualTo(202);
        assertThat(client.request("POST", "/v2/pools/default/drain", new byte[0]).status())
                .isEqualTo(202);
        assertThat(client.request("POST", "/v2/pools/default/undrain", new byte[0]).status())
                .isEqualTo(202);
        assertThat(client.post("/v2/pools/other/drain", "{}").code()).isEqualTo("POOL_NOT_FOUND");
        assertThat(client.post("/v2/pools/default/drain", "{\"deadline_ms\":-1}").status())
                .isEqualTo(400);
        assertThat(
                        client.request(
                                        "POST",
                                        "/v2/pools/default/drain",
                                        new byte[] {'{', '}'},
                                        "Content-Type: text/plain")
                                .status())
                .isEqualTo(415);
        assertThat(server.core.events)
                .filteredOn(event -> event instanceof Event.Drain)
                .extracting(event -> ((Event.Drain) event).deadlineMs())
                .containsExactly(500L, null, null);
    }

    @Test
    void tellsWhatTheBoundEnginesCanDoAndMakesItOnce() throws IOException {
        RawClient.Answer first = client.get("/v2/meta/capabilities");

        assertThat(first.json().path("api_version").asString()).isEqualTo("2.0.0");
        assertThat(first.json().at("/engines/0/engine").asString()).isEqualTo("llamacpp");
        assertThat(first.json().at("/engines/0/slots").asInt()).isEqualTo(4);
        assertThat(first.json().at("/engines/0/models/0/aliases/0").asString())
                .isEqualTo("default");

        server.core.pools.add(Pools.one("second"));
        assertThat(client.get("/v2/meta/capabilities").json().at("/engines/0/slots").asInt())
                .isEqualTo(8);
    }

    @Test
    void theDocumentIsServedFromCacheUntilWhatIsBoundChanges() throws Exception {
        Capabilities capabilities = new Capabilities(server.core, server.catalog.served());
        Object first = capabilities.document().toCompletableFuture().get();
        Object second = capabilities.document().toCompletableFuture().get();
        client.post("/v2/catalog/models", "{\"id\":\"m\"}");
        Object described = capabilities.document().toCompletableFuture().get();
        server.core.pools.clear();
        Object unbound = capabilities.document().toCompletableFuture().get();

        assertThat(second).isSameAs(first);
        assertThat(described).isNotSameAs(first);
        assertThat(unbound).isNotSameAs(described);
    }

    @Test
    void tellsItsVersionAndDocuments() throws IOException {
        assertThat(client.get("/v2/meta/version").json().path("build_commit").asString())
                .isEqualTo("abc123");
        assertThat(client.get("/openapi.json").json().at("/info/version").asString())
                .isEqualTo("2.0.0");
        assertThat(client.get("/metrics").body()).contains("queue_depth");
    }

    @Test
    void readinessFollowsAdmission() throws IOException {
        assertThat(client.get("/readyz").status()).isEqualTo(200);
        server.readiness = Readiness.RECOVERING;
        assertThat(client.get("/readyz").status()).isEqualTo(503);
        server.readiness = Readiness.STOPPING;
        RawClient.Answer stopping = client.get("/readyz");
        assertThat(stopping.code()).isEqualTo("SHUTTING_DOWN");
        assertThat(stopping.header("Retry-After")).isNotNull();
        assertThat(client.get("/healthz").status()).isEqualTo(200);
    }

    @Test
    void anUnknownSessionShowsTheDefaults() throws IOException {
        RawClient.Answer answer = client.get("/v2/sessions/s1");
        assertThat(answer.json().path("kv_bytes").asInt(-1)).as("nothing is cached").isZero();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("ttl_ms_remaining").asLong()).isEqualTo(600_000);
        assertThat(answer.json().path("turns").asInt(-1)).isZero();
        assertThat(client.request("DELETE", "/v2/sessions/s1", new byte[0]).status())
                .isEqualTo(204);
        assertThat(client.get("/v2/sessions/a%2Fb").status()).isEqualTo(400);
    }

    @Test
    void storesAnyJsonDocumentWithItsKindAndTags() throws IOException {
        RawClient.Answer plan =
                client.post(
                        "/v2/artifacts?tag=mine&tag=two",
                        "{\"kind\":\"plan\",\"content\":[1],\"tags\":[\"task:t\",\"mine\"]}");

        assertThat(plan.status()).isEqualTo(201);
        assertThat(plan.json().path("kind").asString()).isEqualTo("plan");
        assertThat(plan.json().path("id").asString()).hasSize(64);
        assertThat(plan.json().path("tags").toString()).isEqualTo("[\"task:t\",\"mine\",\"two\"]");
        for (String other :
                new String[] {
                    "7",
                    "null",
                    "\"x\"",
                    "[]",
                    "{}",
                    "{\"kind\":\"plan\"}",
                    "{\"kind\":\"novel\",\"content\":1}",
                    "{\"content\":1,\"tags\":7}"
                }) {
            RawClient.Answer answer = client.post("/v2/artifacts", other);
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.json().path("kind").asString()).isEqualTo("other");
            assertThat(answer.json().path("tags")).isEmpty();
        }
    }

    @Test
    void refusesDocumentsThatAreNoneOrTooMuch() throws IOException {
        String tags = "\"t\",".repeat(9_999) + "\"t\"";
        for (String wrong :
                new String[] {
                    "",
                    "{",
                    "{}{}",
                    "{\"a\":1,\"a\":2}",
                    "[".repeat(10_000) + "]".repeat(10_000),
                    "{\"kind\":\"plan\",\"content\":1,\"tags\":[" + tags + "]}",
                    "{\"kind\":\"plan\",\"content\":1,\"tags\":[\"\"]}"
                }) {
            assertThat(client.post("/v2/artifacts", wrong).status()).isEqualTo(400);
        }
        assertThat(client.post("/v2/artifacts", "\"" + "x".repeat(2 << 20) + "\"").status())
                .isEqualTo(413);
        assertThat(server.artifacts.documents).isEmpty();
    }

    @Test
    void givesArtifactsByIdAndTag() throws IOException {
        String id = "ab".repeat(32);
        server.artifacts.documents.put(id, "{\"events\":[]}");

        assertThat(client.get("/v2/artifacts/" + id).body()).isEqualTo("{\"events\":[]}");
        assertThat(client.get("/v2/artifacts/" + "cd".repeat(32)).code())
                .isEqualTo("ARTIFACT_NOT_FOUND");
        assertThat(client.get("/v2/artifacts/..%2Fetc").code()).isEqualTo("ARTIFACT_NOT_FOUND");
        assertThat(client.get("/v2/artifacts?kind=transcript&tag=task:t").json().path("artifacts"))
                .hasSize(1);
        assertThat(client.get("/v2/artifacts?tag=task:other").json().path("artifacts")).isEmpty();
        assertThat(client.get("/v2/artifacts?kind=odd").status()).isEqualTo(400);
    }

    @Test
    void reloadsAndTellsWhatIsServedNow() throws IOException {
        RawClient.Answer reloaded =
                client.post("/v2/pools/default/reload", "{\"new_model_ref\":\"demo:m\"}");

        assertThat(reloaded.status()).isEqualTo(200);
        assertThat(reloaded.json().path("engine_version").asString()).isEqualTo("b2");
        assertThat(reloaded.json().path("model_digest").asString()).isEqualTo("sha256:01");
        assertThat(reloaded.json().path("duration_ms").asInt()).isEqualTo(12);
        assertThat(server.pools.asked).containsExactly("default demo:m auto");
        server.pools.failure = "It is no model.";
        RawClient.Answer failed =
                client.post(
                        "/v2/pools/default/reload",
                        "{\"new_model_ref\":\"demo:m\",\"mode\":\"swap\"}");
        assertThat(failed.status()).isEqualTo(409);
        assertThat(failed.code()).isEqualTo("RELOAD_FAILED");
        assertThat(failed.json().path("retriable").asBoolean()).isTrue();
        assertThat(failed.json().path("message").asString()).isEqualTo("It is no model.");
    }

    @Test
    void aReloadThatIsNotWaitedForIsAnOperation() throws IOException {
        RawClient.Answer accepted =
                client.post(
                        "/v2/pools/default/reload",
                        "{\"new_model_ref\":\"demo:m\"}",
                        "Prefer: wait=1, respond-async");

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.json().path("state").asString()).isEqualTo("running");
        String location = String.valueOf(accepted.header("Location"));
        RawClient.Answer operation = client.get(location);
        assertThat(operation.status()).isEqualTo(200);
        assertThat(operation.json().path("state").asString()).isEqualTo("succeeded");
        assertThat(operation.json().at("/result/engine_version").asString()).isEqualTo("b2");
        assertThat(client.get("/v2/operations/nobody").code()).isEqualTo("OPERATION_NOT_FOUND");
        server.pools.failure = "It is no model.";
        RawClient.Answer again =
                client.post(
                        "/v2/pools/default/reload",
                        "{\"new_model_ref\":\"demo:m\"}",
                        "Prefer: respond-async");
        assertThat(again.status()).isEqualTo(202);
        assertThat(
                        client.get(String.valueOf(again.header("Location")))
                                .json()
                                .at("/error/code")
                                .asString())
                .isEqualTo("RELOAD_FAILED");
    }

    @Test
    void aPurgeIsAnOperationWithItsOptions() throws IOException {
        RawClient.Answer accepted =
                client.post(
                        "/v2/pools/default/purge",
                        "{\"purge_engine\":true,\"purge_models\":[\"demo:m\"],\"force\":true}");

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.header("Location")).startsWith("/v2/operations/");
        assertThat(client.get(String.valueOf(accepted.header("Location"))).status()).isEqualTo(200);
        assertThat(server.pools.asked)
                .containsExactly(
                        "default Purge[engine=true, models=[demo:m], drainFirst=true,"
                                + " cacheFolders=false, force=true]");
    }

    @Test
    void whatIsWrongWithAReloadOrPurgeIsTold() throws IOException {
        assertThat(client.post("/v2/pools/nowhere/reload", "{\"new_model_ref\":\"m\"}").code())
                .isEqualTo("POOL_NOT_FOUND");
        assertThat(client.post("/v2/pools/nowhere/purge", "{}").code()).isEqualTo("POOL_NOT_FOUND");
        RawClient.Answer absent = client.post("/v2/pools/default/reload", "{}");
        assertThat(absent.status()).isEqualTo(400);
        assertThat(absent.json().path("field").asString()).isEqualTo("/new_model_ref");
        RawClient.Answer mode =
                client.post(
                        "/v2/pools/default/reload", "{\"new_model_ref\":\"m\",\"mode\":\"fast\"}");
        assertThat(mode.json().path("field").asString()).isEqualTo("/mode");
        assertThat(
                        client.post("/v2/pools/default/purge", "{\"purge_models\":\"m\"}")
                                .json()
                                .path("field")
                                .asString())
                .isEqualTo("/purge_models");
        assertThat(server.pools.asked).isEmpty();
    }

    @Test
    void readsTheConfigurationAgainAndTellsWhatIsWrongWithIt() throws IOException {
        RawClient.Answer reloaded = client.request("POST", "/v2/config/reload", new byte[0]);
        assertThat(reloaded.status()).isEqualTo(200);
        assertThat(reloaded.json().at("/applied/0").asString()).isEqualTo("Pool a is new.");
        assertThat(reloaded.json().at("/needs_restart/0").asString()).isEqualTo("addr");

        server.configured = new ConfigDoor.Outcome.Refused("file:3: /x is no key.");
        RawClient.Answer refused = client.request("POST", "/v2/config/reload", new byte[0]);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("message").asString()).contains("file:3");
    }
}
