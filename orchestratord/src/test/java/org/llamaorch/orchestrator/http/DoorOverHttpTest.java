package org.llamaorch.orchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamaorch.contracts.Door;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Outcome;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.task.TaskSpec;

/** The OpenAI door (B-OAI). */
final class DoorOverHttpTest extends ServedAtHome {
    private RawClient.Answer chat(String members, String... headers) throws IOException {
        return client.post(
                "/v1/chat/completions",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                        + members
                        + "}",
                headers);
    }

    @Test
    void aChatBecomesATask() throws IOException {
        RawClient.Answer answer = chat(",\"max_tokens\":7,\"tools\":[{\"x\":1}]");

        TaskSpec task = server.core.submitted().getFirst();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Task-Id")).isEqualTo(task.taskId());
        assertThat(task.door()).isEqualTo(Door.OPENAI);
        assertThat(task.endpoint()).isEqualTo("chat");
        assertThat(task.modelRef()).isEqualTo("m");
        assertThat(task.maxTokens()).isEqualTo(7);
        assertThat(task.cancelOnDisconnect()).isTrue();
        assertThat(task.disconnectGraceMs()).isZero();
        assertThat(new String(task.body().utf8(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"tools\":[{\"x\":1}]");
        assertThat(server.streams.attached).containsExactly(task.taskId() + " whole");
    }

    @Test
    void aStreamIsAttachedAsAStream() throws IOException {
        RawClient.Answer answer =
                client.post(
                        "/v1/completions",
                        "{\"model\":\"m\",\"prompt\":\"p\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");

        TaskSpec task = server.core.submitted().getFirst();
        assertThat(answer.body()).isEqualTo("data: [DONE]\n\n");
        assertThat(task.endpoint()).isEqualTo("completion");
        assertThat(server.streams.attached).containsExactly(task.taskId() + " streaming");
    }

    @Test
    void headersSayWhatTheApiHasNoMemberFor() throws IOException {
        chat(
                "",
                "X-Priority: batch",
                "X-Session-Id: s1",
                "X-Deadline-Ms: 5000",
                "X-Disconnect-Grace-Ms: 30000",
                "Idempotency-Key: again");

        TaskSpec task = server.core.submitted().getFirst();
        assertThat(task.priority()).isEqualTo(Priority.BATCH);
        assertThat(task.sessionId()).isEqualTo("s1");
        assertThat(task.deadlineMs()).isEqualTo(5000);
        assertThat(task.disconnectGraceMs()).isEqualTo(30000);
        assertThat(task.idempotencyKey()).isEqualTo("again");
    }

    @Test
    void wrongHeadersAre400() throws IOException {
        for (String header :
                new String[] {
                    "X-Priority: urgent",
                    "X-Session-Id: a/b",
                    "X-Deadline-Ms: soon",
                    "X-Deadline-Ms: 1.5",
                    "X-Disconnect-Grace-Ms: -1",
                    "X-Trust-Policy: odd",
                    "Idempotency-Key: " + "k".repeat(256)
                }) {
            RawClient.Answer answer = chat("", header);

            assertThat(answer.status()).as(header).isEqualTo(400);
            assertThat(answer.json().at("/error/code").asString()).isEqualTo("INVALID_PARAMS");
        }
        assertThat(chat("", "X-Deadline-Ms: 0").json().at("/error/code").asString())
                .isEqualTo("DEADLINE_UNMET");
        assertThat(server.core.submitted()).isEmpty();
    }

    @Test
    void wrongBodiesAreRefusedInTheShapeOfTheApi() throws IOException {
        RawClient.Answer noModel = client.post("/v1/chat/completions", "{\"messages\":[]}");
        RawClient.Answer role =
                client.post(
                        "/v1/chat/completions",
                        "{\"model\":\"m\",\"messages\":[{\"content\":\"x\"}]}");
        RawClient.Answer media =
                client.post(
                        "/v1/chat/completions",
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://example.org/x\"}}]}]}");

        assertThat(noModel.status()).isEqualTo(400);
        assertThat(noModel.json().at("/error/param").asString()).isEqualTo("model");
        assertThat(noModel.json().at("/error/type").asString()).isEqualTo("invalid_request_error");
        assertThat(role.json().at("/error/param").asString()).isEqualTo("messages[0].role");
        assertThat(media.status()).isEqualTo(400);
        assertThat(client.post("/v1/completions", "{\"model\":\"m\"}").status()).isEqualTo(400);
        assertThat(chat(",\"n\":0").status()).isEqualTo(400);
        assertThat(chat(",\"n\":1000").status()).isEqualTo(400);
        assertThat(chat(",\"stream\":\"yes\"").status()).isEqualTo(400);
        assertThat(server.rejected).contains(ErrorCode.INVALID_PARAMS);
    }

    @Test
    void countsTheChoicesAsked() throws IOException {
        chat(",\"n\":3");
        client.post("/v1/completions", "{\"model\":\"m\",\"prompt\":[\"a\",\"b\"],\"best_of\":2}");
        client.post("/v1/completions", "{\"model\":\"m\",\"prompt\":[1,2,3]}");

        assertThat(server.core.submitted()).extracting("choices").containsExactly(3, 4, 1);
    }

    @Test
    void aRefusalHasOurStatusAndBothWaits() throws IOException {
        server.core.admission =
                _ ->
                        new Admission.Refused(
                                ErrorCode.POOL_UNREADY,
                                "The pool drains.",
                                null,
                                EngineKind.LLAMACPP,
                                "default",
                                true,
                                null,
                                61_000L,
                                null);

        RawClient.Answer answer = chat("");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("60");
        assertThat(answer.header("retry-after-ms")).isEqualTo("61000");
        assertThat(answer.json().at("/error/type").asString()).isEqualTo("server_error");
        assertThat(answer.json().at("/error/code").asString()).isEqualTo("POOL_UNREADY");
    }

    @Test
    void aRefusalNamesTheMemberAsTheApiDoes() throws IOException {
        server.core.admission =
                _ ->
                        new Admission.Refused(
                                ErrorCode.MODEL_NOT_FOUND,
                                "No pool serves it.",
                                "/model_ref",
                                null,
                                null,
                                false,
                                null,
                                null,
                                null);

        assertThat(chat("").json().at("/error/param").asString()).isEqualTo("model");
    }

    @Test
    void aFailureBeforeTheAnswerIsItsStatus() throws IOException {
        server.streams.failure =
                new Terminal.Failure(
                        Outcome.FAILED,
                        ErrorCode.REPLICA_EXHAUSTED,
                        "Three attempts failed.",
                        EngineKind.LLAMACPP,
                        "default",
                        true,
                        null,
                        "Send it again.");

        RawClient.Answer answer = chat("");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotNull();
        assertThat(answer.header("X-Task-Id")).isNotNull();
        assertThat(answer.json().at("/error/code").asString()).isEqualTo("REPLICA_EXHAUSTED");
    }

    @Test
    void aRepeatWhoseStreamIsOverIsTold() throws IOException {
        server.core.admission =
                task -> {
                    server.streams.gone.add(task.taskId());
                    return ScriptedCore.admitted(task);
                };

        assertThat(chat("", "Idempotency-Key: old").status()).isEqualTo(404);
    }

    @Test
    void otherMethodsAnswerInTheShapeOfTheApi() throws IOException {
        RawClient.Answer answer = client.get("/v1/chat/completions");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("POST");
        assertThat(answer.json().at("/error/code").asString()).isEqualTo("METHOD_NOT_ALLOWED");
    }

    @Test
    void listsModelsAndAliases() throws IOException {
        server.core.pools.add(Pools.one("default"));

        RawClient.Answer answer = client.get("/v1/models");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("data").valueStream().map(m -> m.path("id").asString()))
                .containsExactly("default", "demo:gemma3-270m", "gemma.gguf");
    }

    @Test
    void inputsBecomeTasksOfTheirWorkload() throws IOException {
        RawClient.Answer embedded =
                client.post("/v1/embeddings", "{\"model\":\"m\",\"input\":[\"a\",\"b\"]}");
        RawClient.Answer ranked =
                client.post(
                        "/v1/rerank",
                        "{\"model\":\"m\",\"query\":\"q\",\"documents\":[\"a\",{\"text\":\"b\"}]}");

        assertThat(embedded.status()).isEqualTo(200);
        assertThat(ranked.status()).isEqualTo(200);
        assertThat(server.core.submitted())
                .extracting(TaskSpec::workload)
                .containsExactly(Workload.EMBEDDING, Workload.RERANK);
        assertThat(server.core.submitted())
                .extracting(TaskSpec::endpoint)
                .containsExactly("embedding", "rerank");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/embeddings | {\"model\":\"m\"} | input",
                "/v1/embeddings | {\"model\":\"m\",\"input\":[]} | input",
                "/v1/embeddings | {\"model\":\"m\",\"input\":[\"a\",1]} | input",
                "/v1/embeddings | {\"model\":\"m\",\"input\":[[]]} | input",
                "/v1/embeddings | {\"model\":\"m\",\"input\":[[\"a\"]]} | input",
                "/v1/embeddings | {\"model\":\"m\",\"input\":{}} | input",
                "/v1/embeddings | {\"input\":\"a\"} | model",
                "/v1/rerank | {\"model\":\"m\",\"documents\":[\"a\"]} | query",
                "/v1/rerank | {\"model\":\"m\",\"query\":\"q\"} | documents",
                "/v1/rerank | {\"model\":\"m\",\"query\":\"q\",\"documents\":[]} | documents",
                "/v1/rerank | {\"model\":\"m\",\"query\":\"q\",\"documents\":[1]} | documents"
            })
    void inputsThatAreNoneAreRefusedByName(String path, String body, String field)
            throws IOException {
        RawClient.Answer answer = client.post(path, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/param").asString()).isEqualTo(field);
        assertThat(server.core.submitted()).isEmpty();
    }
}
