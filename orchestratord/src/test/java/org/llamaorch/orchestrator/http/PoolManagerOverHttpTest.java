package org.llamaorch.orchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.placement.ReplicaCondition;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.placement.Vram;
import org.llamaorch.orchestrator.http.auth.AuthProfiles;
import org.llamaorch.orchestrator.http.auth.AuthSettings;
import org.llamaorch.orchestrator.http.json.StrictJson;
import org.llamaorch.orchestrator.trace.RequestTraces;
import org.llamaorch.poolmanager.PoolRuntimeSpec;
import org.llamaorch.poolmanager.Purge;
import org.llamaorch.poolmanager.ReloadMode;
import org.llamaorch.poolmanager.ReloadResult;
import org.llamaorch.poolmanager.local.LocalPool;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP interface of a pool-managerd of its own (contract §9): every answer is checked against
 * its document, and the document against what is served.
 */
final class PoolManagerOverHttpTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final JsonNode DOCUMENT =
            new JsonMapper().readTree(OpenApiDocuments.poolManager().getBytes());
    private static final String BEARER = "Authorization: Bearer " + TOKEN;

    /** One pool called default, scripted. */
    private static final class Scripted implements LocalPoolDoor {
        final List<String> asked = new ArrayList<>();
        ReloadResult reloading =
                new ReloadResult.Reloaded("small 1", "sha256:ab", ReloadMode.OVERLAP);
        LocalPool.State state = LocalPool.State.RUNNING;
        boolean stopping;

        private LocalPool pool() {
            return new LocalPool(
                    PoolRuntimeSpec.onProcessor("default", "file:/m.gguf", List.of("tiny"), true),
                    state,
                    List.of(
                            new ReplicaStatus(
                                    ReplicaId.local("default", "r0"),
                                    "http://127.0.0.1:1",
                                    EngineKind.LLAMACPP,
                                    "small 1",
                                    List.of("tiny"),
                                    "sha256:ab",
                                    2,
                                    512,
                                    Set.of(Workload.COMPLETION),
                                    List.of("cpu"),
                                    new ReplicaCondition(true, true, "It was killed.", 7, false),
                                    new Vram(9, 5),
                                    ReplicaOrigin.CONFIGURATION)),
                    List.of(
                            new PreparationStep(
                                    "pool:default",
                                    "pool_warmup",
                                    "pool",
                                    "load the model",
                                    null,
                                    10L,
                                    5L,
                                    "running")));
        }

        @Override
        public List<LocalPool> pools() {
            return List.of(pool());
        }

        @Override
        public Optional<LocalPool> pool(String poolId) {
            return poolId.equals("default") ? Optional.of(pool()) : Optional.empty();
        }

        @Override
        public Optional<LocalPool> preload(String poolId) {
            asked.add("preload " + poolId);
            return pool(poolId);
        }

        @Override
        public Optional<LocalPool> drain(String poolId, Optional<Long> deadlineMs) {
            asked.add("drain " + poolId + " " + deadlineMs.orElse(-1L));
            return pool(poolId);
        }

        @Override
        public CompletionStage<Optional<Reloading>> reload(
                String poolId, String modelRef, ReloadMode mode) {
            asked.add("reload " + poolId + " " + modelRef + " " + mode);
            return CompletableFuture.completedFuture(
                    pool(poolId).map(_ -> new Reloading(reloading, 12)));
        }

        @Override
        public CompletionStage<Optional<Purge.Result>> purge(String poolId, Purge what) {
            asked.add("purge " + poolId + " " + what.models());
            return CompletableFuture.completedFuture(
                    pool(poolId)
                            .map(_ ->
                                    new Purge.Result(
                                            List.of("engine"),
                                            List.of(new Purge.Kept("a", "A pool serves it.")),
                                            3)));
        }

        @Override
        public boolean stopping() {
            return stopping;
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final Scripted pools = new Scripted();
    private final PoolManagerServices services =
            new PoolManagerServices(
                    pools,
                    _ ->
                            CompletableFuture.completedFuture(
                                    new Scraper.Scrape(
                                            "text/plain", Buffer.buffer("engine_ready 1\n"))),
                    new BuildInfo("abc123", "2026-01-01T00:00:00Z"),
                    RequestTraces.NONE);
    private final List<AutoCloseable> open = new ArrayList<>();

    private RawClient client(AuthSettings auth) throws IOException {
        HttpSettings settings = HttpSettings.of("127.0.0.1", 0, auth);
        HttpServer server =
                ServerUnderTest.await(HttpServer.ofPoolManager(vertx, settings, null, services));
        RawClient client = new RawClient(server.port(), new DeclaredAnswers(DOCUMENT));
        open.add(client);
        open.add(() -> ServerUnderTest.await(server.stop()));
        return client;
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        ServerUnderTest.await(vertx.close());
    }

    private List<Operation> operations() {
        HttpSettings settings = HttpSettings.of("127.0.0.1", 0, AuthProfiles.home());
        return new PoolManagerRoutes(
                        vertx,
                        services,
                        new Bodies(vertx, settings.limits()),
                        new StrictJson(settings.json()),
                        true)
                .operations();
    }

    @Test
    void theDocumentAndWhatIsServedSayTheSame() {
        assertThat(DeclaredOperations.served(operations()))
                .isEqualTo(DeclaredOperations.of(DOCUMENT));
        assertThat(DeclaredOperations.servedOpen(operations()))
                .isEqualTo(DeclaredOperations.open(DOCUMENT));
        assertThat(DeclaredOperations.brokenReferences(DOCUMENT)).isEmpty();
    }

    @Test
    void everyExampleFitsItsSchema() {
        DeclaredAnswers declared = new DeclaredAnswers(DOCUMENT);
        List<String> wrong = new ArrayList<>();
        declared.examples((at, example, schema) -> {
            for (Error error : declared.errors(schema, example)) {
                wrong.add(at + ": " + error);
            }
        });

        assertThat(wrong).isEmpty();
    }

    @Test
    void tellsOfThePoolsAndOfItself() throws IOException {
        RawClient client = client(AuthProfiles.home());

        assertThat(client.get("/health").json().path("pools_ready").asInt()).isEqualTo(1);
        assertThat(client.get("/pools").json().path("pools")).hasSize(1);
        JsonNode pool = client.get("/pools/default/status").json();
        assertThat(pool.path("last_error").asString("")).isEqualTo("It was killed.");
        assertThat(pool.at("/metrics/vram_free_bytes").asInt()).isEqualTo(5);
        assertThat(pool.at("/replicas/0/retry_at_ms").asInt()).isEqualTo(7);
        assertThat(pool.at("/preparation/steps/0/bytes_done").asInt()).isEqualTo(5);
        assertThat(client.get("/metrics").body()).contains("engine_ready");
        assertThat(client.get("/openapi.json").json().at("/info/title").asString(""))
                .isEqualTo("llama-orch pool-managerd");
        assertThat(client.get("/pools/other/status").code()).isEqualTo("POOL_NOT_FOUND");
        assertThat(client.get("/v2/pools").status()).isEqualTo(404);
        RawClient.Answer answer = client.request("DELETE", "/pools", new byte[0]);
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET");
        assertThat(answer.header("X-Correlation-Id")).isNotBlank();
    }

    @Test
    void changesAPoolAsAsked() throws IOException {
        RawClient client = client(AuthProfiles.home());

        assertThat(client.request("POST", "/pools/default/preload", new byte[0]).status())
                .isEqualTo(202);
        assertThat(client.post("/pools/default/drain", "{\"deadline_ms\":500}").status())
                .isEqualTo(202);
        RawClient.Answer reloaded =
                client.post(
                        "/pools/default/reload",
                        "{\"new_model_ref\":\"file:/n.gguf\",\"mode\":\"swap\"}");
        assertThat(reloaded.status()).isEqualTo(200);
        assertThat(reloaded.json().path("duration_ms").asInt()).isEqualTo(12);
        RawClient.Answer purged =
                client.post("/pools/default/purge", "{\"purge_models\":[\"demo:x\"]}");
        assertThat(purged.json().at("/kept/0/why").asString("")).isEqualTo("A pool serves it.");
        assertThat(pools.asked)
                .containsExactly(
                        "preload default",
                        "drain default 500",
                        "reload default file:/n.gguf SWAP",
                        "purge default [demo:x]");
        pools.reloading = new ReloadResult.Failed("It is truncated.");
        RawClient.Answer failed =
                client.post("/pools/default/reload", "{\"new_model_ref\":\"file:/n.gguf\"}");
        assertThat(failed.status()).isEqualTo(409);
        assertThat(failed.json().path("message").asString("")).isEqualTo("It is truncated.");
    }

    @Test
    void refusesWhatIsWrong() throws IOException {
        RawClient client = client(AuthProfiles.home());

        assertThat(client.post("/pools/default/drain", "{\"deadline_ms\":-1}").code())
                .isEqualTo("INVALID_PARAMS");
        assertThat(client.post("/pools/default/reload", "{}").json().path("field").asString(""))
                .isEqualTo("/new_model_ref");
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        assertThat(
                        client.request(
                                        "POST",
                                        "/pools/default/drain",
                                        body,
                                        "Content-Type: text/plain")
                                .status())
                .isEqualTo(415);
        for (String change : List.of("preload", "drain", "purge")) {
            assertThat(client.post("/pools/other/" + change, "{}").code())
                    .isEqualTo("POOL_NOT_FOUND");
        }
        assertThat(client.post("/pools/other/reload", "{\"new_model_ref\":\"a\"}").code())
                .isEqualTo("POOL_NOT_FOUND");
        assertThat(client.request("GET", "/pools", new byte[0], "Host: example.org").code())
                .isEqualTo("HOST_NOT_ALLOWED");
        pools.stopping = true;
        assertThat(client.post("/pools/default/preload", "{}").code()).isEqualTo("SHUTTING_DOWN");
        assertThat(client.get("/health").status()).isEqualTo(503);
    }

    @Test
    void asksForAKeyOnceThereIsOne() throws IOException {
        RawClient client = client(AuthProfiles.withToken(TOKEN, false));

        assertThat(client.get("/pools").code()).isEqualTo("40101");
        assertThat(client.post("/pools/default/drain", "{}").code()).isEqualTo("40101");
        assertThat(client.request("GET", "/pools", new byte[0], BEARER + "0").code())
                .isEqualTo("40102");
        assertThat(client.request("GET", "/pools", new byte[0], BEARER).status()).isEqualTo(200);
        assertThat(client.get("/health").status()).isEqualTo(200);
        assertThat(client.get("/metrics").status()).isEqualTo(200);
        assertThat(pools.asked).isEmpty();
    }
}
