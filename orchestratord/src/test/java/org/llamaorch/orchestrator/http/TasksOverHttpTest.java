package org.llamaorch.orchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.task.TaskSpec;

/** Tasks over {@code /v2} (B-DP, B-RES-002, B-RTY). */
final class TasksOverHttpTest extends ServedAtHome {
    private static final String TASK =
            """
            {"model_ref": "m", "prompt": "hello", "task_id": "t1", "session_id": "s1"}\
            """;

    @Test
    void answersAnAdmissionWithLinksAndBudgets() throws IOException {
        RawClient.Answer answer = client.post("/v2/tasks", TASK);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().path("task_id").asString()).isEqualTo("t1");
        assertThat(answer.json().path("session_id").asString()).isEqualTo("s1");
        assertThat(answer.json().path("queue_position").asInt()).isEqualTo(3);
        assertThat(answer.json().path("predicted_start_ms").asInt()).isEqualTo(120);
        assertThat(answer.json().path("backoff_ms").asInt(-1)).isZero();
        assertThat(answer.json().at("/streams/sse").asString()).isEqualTo("/v2/tasks/t1/events");
        assertThat(answer.json().at("/streams/sse_verbose").asString())
                .isEqualTo("/v2/tasks/t1/events?verbose=true");
        assertThat(answer.json().at("/preparation/steps").isArray()).isTrue();
        for (String header :
                new String[] {
                    "X-Budget-Tokens-Remaining",
                    "X-Budget-Time-Remaining-Ms",
                    "X-Budget-Cost-Remaining"
                }) {
            assertThat(answer.header(header)).isEqualTo("9007199254740991");
        }
    }

    @Test
    void tellsARefusalWithItsMeasuredWait() throws IOException {
        server.core.admission =
                _ ->
                        new Admission.Refused(
                                ErrorCode.ADMISSION_REJECT,
                                "The queue is full.",
                                null,
                                null,
                                "default",
                                true,
                                "reject",
                                1_234L,
                                null);

        RawClient.Answer answer = client.post("/v2/tasks", TASK);

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("Retry-After")).isEqualTo("2");
        assertThat(answer.header("X-Backoff-Ms")).isEqualTo("1234");
        assertThat(answer.json().toString())
                .isEqualTo(
                        "{\"code\":\"ADMISSION_REJECT\",\"message\":\"The queue is full.\",\"pool_id\":\"default\",\"retriable\":true,\"retry_after_ms\":1234,\"policy_label\":\"reject\"}");
    }

    @Test
    void showsATaskWithoutPromptOrOutput() throws IOException {
        client.post("/v2/tasks", TASK);

        RawClient.Answer answer = client.get("/v2/tasks/t1");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("state").asString()).isEqualTo("queued");
        assertThat(answer.json().path("queue_position").asInt()).isEqualTo(2);
        assertThat(answer.body()).doesNotContain("hello");
    }

    @Test
    void anUnknownTaskIs404() throws IOException {
        assertThat(client.get("/v2/tasks/nope").code()).isEqualTo("TASK_NOT_FOUND");
        assertThat(client.get("/v2/tasks/nope/events").code()).isEqualTo("TASK_NOT_FOUND");
        assertThat(client.get("/v2/tasks/a%2Fb").code()).isEqualTo("TASK_NOT_FOUND");
        assertThat(client.get("/v2/tasks/..%2F..").status()).isEqualTo(404);
    }

    @Test
    void startsAStreamWhereTheHeaderSaysBeforeTheQuery() throws IOException {
        client.post("/v2/tasks", TASK);

        client.get("/v2/tasks/t1/events");
        client.get("/v2/tasks/t1/events?from=4&verbose=true");
        client.get("/v2/tasks/t1/events?from=4", "Last-Event-ID: 6");
        client.get("/v2/tasks/t1/events", "Last-Event-ID: 99999999999999999999");

        assertThat(server.streams.attached)
                .containsExactly(
                        "t1 from 0", "t1 from 4 verbose", "t1 from 7", "t1 from 2147483648");
    }

    @Test
    void aFrameThatIsNoNumberIs400() throws IOException {
        client.post("/v2/tasks", TASK);

        assertThat(client.get("/v2/tasks/t1/events?from=x").status()).isEqualTo(400);
        assertThat(client.get("/v2/tasks/t1/events?from=-1").status()).isEqualTo(400);
        assertThat(client.get("/v2/tasks/t1/events?from=").status()).isEqualTo(400);
        assertThat(client.get("/v2/tasks/t1/events", "Last-Event-ID: 1.5").status()).isEqualTo(400);
        assertThat(client.get("/v2/tasks/t1/events?verbose=yes").status()).isEqualTo(400);
        assertThat(client.get("/v2/tasks/t1/events?from=1&from=2").status()).isEqualTo(400);
        assertThat(client.get("/v2/tasks/t1/events?from=%zz").status()).isEqualTo(400);
    }

    @Test
    void pointsToTheTranscriptWhenTheStreamIsOver() throws IOException {
        client.post("/v2/tasks", TASK);
        server.streams.gone.add("t1");

        RawClient.Answer answer = client.get("/v2/tasks/t1/events");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("hint").asString()).contains("tag=task:t1");
    }

    @Test
    void cancelsAndAnswers204ForAnyId() throws IOException {
        client.post("/v2/tasks", TASK);

        RawClient.Answer known = client.request("POST", "/v2/tasks/t1/cancel", new byte[0]);
        RawClient.Answer unknown = client.request("POST", "/v2/tasks/other/cancel", new byte[0]);

        assertThat(known.status()).isEqualTo(204);
        assertThat(known.header("X-Correlation-Id")).isNotNull();
        assertThat(unknown.status()).isEqualTo(204);
        assertThat(server.core.events)
                .filteredOn(event -> event instanceof Event.Cancel)
                .singleElement()
                .extracting(event -> ((Event.Cancel) event).taskId())
                .isEqualTo("t1");
    }

    @Test
    void aCancelWaitsForItsPostInFlight() throws Exception {
        CompletableFuture<Void> hold = new CompletableFuture<>();
        server.core.holdSubmissions = hold;
        try (RawClient other = server.client();
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<RawClient.Answer> post = executor.submit(() -> client.post("/v2/tasks", TASK));
            Eventually.isTrue(() -> !server.core.submitted().isEmpty());
            Future<RawClient.Answer> cancel =
                    executor.submit(
                            () -> other.request("POST", "/v2/tasks/t1/cancel", new byte[0]));
            assertThat(server.core.events).noneMatch(event -> event instanceof Event.Cancel);

            hold.complete(null);

            assertThat(post.get(10, TimeUnit.SECONDS).status()).isEqualTo(202);
            assertThat(cancel.get(10, TimeUnit.SECONDS).status()).isEqualTo(204);
            assertThat(server.core.events).anyMatch(event -> event instanceof Event.Cancel);
        }
    }

    @Test
    void passesTheIdempotencyKeyOnWhenTheIdIsLeftOut() throws IOException {
        client.post("/v2/tasks", "{\"model_ref\":\"m\",\"prompt\":\"p\"}", "Idempotency-Key: abc");
        client.post("/v2/tasks", TASK, "Idempotency-Key: abc");

        assertThat(server.core.submitted().get(0).idempotencyKey()).isEqualTo("abc");
        assertThat(server.core.submitted().get(1).idempotencyKey()).isNull();
    }

    @Test
    void letsTheCoreJudgeTheTrustThatTheHeadDemands() throws IOException {
        RawClient.Answer odd = client.post("/v2/tasks", TASK, "X-Trust-Policy: maybe");
        client.post("/v2/tasks", TASK, "X-Trust-Policy: strict");
        client.post("/v2/tasks", TASK, "X-Trust-Policy: permissive");

        assertThat(odd.code()).isEqualTo("INVALID_PARAMS");
        assertThat(server.core.submitted())
                .extracting(TaskSpec::trustedOnly)
                .containsExactly(true, false);
    }

    @Test
    void listsTasksWithCursors() throws IOException {
        for (int i = 0; i < 5; i++) {
            client.post(
                    "/v2/tasks",
                    "{\"model_ref\":\"m\",\"prompt\":\"p\",\"task_id\":\"t%d\"}".formatted(i));
        }

        RawClient.Answer first = client.get("/v2/tasks?limit=3");
        String cursor = first.json().path("next_cursor").asString();
        RawClient.Answer second = client.get("/v2/tasks?limit=3&cursor=" + cursor);

        assertThat(first.json().path("tasks")).hasSize(3);
        assertThat(second.json().path("tasks")).hasSize(2);
        assertThat(second.json().has("next_cursor")).isFalse();
        assertThat(client.get("/v2/tasks?state=running").json().path("tasks")).isEmpty();
        assertThat(client.get("/v2/tasks?state=flying").status()).isEqualTo(400);
        assertThat(client.get("/v2/tasks?limit=0").status()).isEqualTo(400);
        assertThat(client.get("/v2/tasks?cursor=zzz").status()).isEqualTo(400);
    }

    @Test
    void aDefectIs500AndTellsNothingOfItself() throws IOException {
        server.core.defect = new IllegalStateException("secret detail");

        RawClient.Answer answer = client.post("/v2/tasks", TASK);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.code()).isEqualTo("INTERNAL");
        assertThat(answer.body()).doesNotContain("secret detail");
        assertThat(answer.header("X-Correlation-Id")).isNotNull();
    }
}
