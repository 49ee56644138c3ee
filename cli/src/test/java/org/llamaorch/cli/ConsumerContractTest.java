package org.llamaorch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import au.com.dius.pact.consumer.ConsumerPactBuilder;
import au.com.dius.pact.consumer.ConsumerPactRunnerKt;
import au.com.dius.pact.consumer.PactVerificationResult;
import au.com.dius.pact.consumer.dsl.PactDslJsonBody;
import au.com.dius.pact.consumer.dsl.PactDslRootValue;
import au.com.dius.pact.consumer.model.MockProviderConfig;
import au.com.dius.pact.core.model.PactSpecVersion;
import au.com.dius.pact.core.model.RequestResponsePact;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the commands rely on at the orchestrator, as a consumer contract: the client runs against a
 * server that answers by it, and {@code llama-orch verify} replays it against a daemon. The
 * contract lies in {@code contracts/pacts}; this test says so when it is no longer what is written
 * here.
 */
final class ConsumerContractTest {

    private static final Path KEPT =
            Path.of("..", "contracts", "pacts", "llama-orch-cli-orchestratord.json");
    private static final Path WRITTEN =
            Path.of("target", "pacts", "llama-orch-cli-orchestratord.json");
    private static final String ENDED = "/v2/tasks/pact-ended";
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
    private static final String FRAMES =
            """
            id: 0
            event: started
            data: {"queue_position":0,"predicted_start_ms":0}

            id: 1
            event: token
            data: {"t":"sea","i":0}

            id: 2
            event: end
            data: {"tokens_out":1,"decode_time_ms":1,"finish_reason":"stop"}

            """;

    @Test
    void theClientGetsByWithWhatTheContractPromises() throws IOException {
        Files.deleteIfExists(WRITTEN);

        PactVerificationResult result =
                ConsumerPactRunnerKt.runConsumerTest(
                        contract(),
                        MockProviderConfig.createDefault(PactSpecVersion.V3),
                        (server, _) -> {
                            use(new OrchestratorClient(URI.create(server.getUrl()), null));
                            return true;
                        });

        assertThat(result).isInstanceOf(PactVerificationResult.Ok.class);
        assertThat(plain(WRITTEN))
                .as("%s is out of date: copy %s over it", KEPT, WRITTEN)
                .isEqualTo(plain(KEPT));
    }

    /** Without the versions of the library that wrote it. */
    private static JsonNode plain(Path pact) throws IOException {
        ObjectNode contract = (ObjectNode) Json.MAPPER.readTree(Files.readAllBytes(pact));
        contract.remove("metadata");
        return contract;
    }

    private static void use(OrchestratorClient client) throws InterruptedException {
        assertThat(client.answers()).isTrue();
        JsonNode told =
                client.post(
                        "/v2/tasks",
                        Submission.request(
                                "Hello", "default", "pact-new", new GenerationOptions()));
        assertThat(told.path("queue_position").isIntegralNumber()).isTrue();
        assertThat(client.get(ENDED).path("state").asString()).isEqualTo("ended");
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(text, false, StandardCharsets.UTF_8);
        int code =
                new TaskFollower(client, false, out, new StatusLine(out, false))
                        .follow("pact-ended", null);
        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(text.toString(StandardCharsets.UTF_8)).contains("sea");
        client.cancel("pact-ended");
        assertThat(client.get("/v2/tasks").path("tasks").isEmpty()).isFalse();
        assertThat(client.get("/v2/pools").path("pools").isEmpty()).isFalse();
    }

    private static RequestResponsePact contract() {
        Map<String, Object> model = Map.of("model", "default");
        Map<String, Object> ended = Map.of("task_id", "pact-ended", "model", "default");
        return ConsumerPactBuilder.consumer("llama-orch-cli")
                .hasPactWith("orchestratord")
                .uponReceiving("whether it lives")
                .method("GET")
                .path("/healthz")
                .willRespondWith()
                .status(200)
                .given("a pool serves the model", model)
                .uponReceiving("a task")
                .method("POST")
                .path("/v2/tasks")
                .headers(JSON)
                .body(
                        new PactDslJsonBody()
                                .stringValue("model_ref", "default")
                                .stringValue("prompt", "Hello")
                                .stringValue("task_id", "pact-new"))
                .willRespondWith()
                .status(202)
                .headers(JSON)
                .body(
                        new PactDslJsonBody()
                                .stringValue("task_id", "pact-new")
                                .stringType("session_id")
                                .integerType("queue_position")
                                .integerType("predicted_start_ms"))
                .given("a task has ended", ended)
                .uponReceiving("what became of a task")
                .method("GET")
                .path(ENDED)
                .willRespondWith()
                .status(200)
                .headers(JSON)
                .body(
                        new PactDslJsonBody()
                                .stringValue("task_id", "pact-ended")
                                .stringValue("state", "ended")
                                .stringValue("outcome", "completed"))
                .given("a task has ended", ended)
                .uponReceiving("a task's stream from its beginning")
                .method("GET")
                .path(ENDED + "/events")
                .query("verbose=true")
                .willRespondWith()
                .status(200)
                .headers(Map.of("Content-Type", "text/event-stream"))
                .body(
                        PactDslRootValue.stringMatcher(
                                "(?s)id: 0\nevent: started\ndata: \\{.*\nevent: token\n.*"
                                        + "\nevent: end\ndata: \\{.*\\}\n\n",
                                FRAMES))
                .given("a task has ended", ended)
                .uponReceiving("a cancel that comes too late")
                .method("POST")
                .path(ENDED + "/cancel")
                .willRespondWith()
                .status(204)
                .given("a task has ended", ended)
                .uponReceiving("the tasks")
                .method("GET")
                .path("/v2/tasks")
                .willRespondWith()
                .status(200)
                .headers(JSON)
                .body(
                        new PactDslJsonBody()
                                .minArrayLike("tasks", 1)
                                .stringType("task_id", "pact-ended")
                                .stringType("state", "ended")
                                .closeArray())
                .given("a pool serves the model", model)
                .uponReceiving("the pools")
                .method("GET")
                .path("/v2/pools")
                .willRespondWith()
                .status(200)
                .headers(JSON)
                .body(
                        new PactDslJsonBody()
                                .minArrayLike("pools", 1)
                                .stringType("pool_id", "default")
                                .booleanType("ready", true)
                                .closeArray())
                .toPact();
    }
}
