package org.llamaorch.engines.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.Door;
import org.llamaorch.contracts.Workload;
import org.llamaorch.engines.EngineAdapter;
import org.llamaorch.engines.EngineAdapter.Preparation.Whole;
import org.llamaorch.engines.EngineResult;
import org.llamaorch.engines.Starts;
import org.llamaorch.engines.json.NotJson;
import org.llamaorch.engines.llamacpp.LlamaCppAdapter;

/** What engines are asked for embeddings and rankings (B-OAI-009). */
final class InputRequestsTest {

    private static final String URL = "http://127.0.0.1:1";

    private static Whole prepare(EngineAdapter adapter, Starts starts, Workload workload) {
        return (Whole) adapter.prepare(starts.engine(adapter.kind()).workload(workload).effect());
    }

    private static Whole embedding(Starts starts) {
        return prepare(new OpenAiAdapter(), starts, Workload.EMBEDDING);
    }

    private static String body(Whole asked) {
        return new String(asked.request().body().utf8(), StandardCharsets.UTF_8);
    }

    private static EngineResult read(Whole asked, String answer) throws NotJson {
        return asked.reading().read(answer.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void inputsOfATaskAreEmbeddedTogether() {
        Whole asked = embedding(Starts.task(URL, "{\"inputs\":[\"a\",\"b\"]}"));

        assertThat(asked.request().path()).isEqualTo("/v1/embeddings");
        assertThat(body(asked)).isEqualTo("{\"model\":\"served\",\"input\":[\"a\",\"b\"]}");
    }

    @Test
    void aPromptIsOneInput() {
        assertThat(body(embedding(Starts.prompt(URL, "a"))))
                .isEqualTo("{\"model\":\"served\",\"input\":\"a\"}");
    }

    @Test
    void theFirstInputOfARankingIsItsQuery() {
        Whole asked =
                prepare(
                        new LlamaCppAdapter(),
                        Starts.task(URL, "{\"inputs\":[\"q\", \"a\", \"b, c\"]}"),
                        Workload.RERANK);

        assertThat(asked.request().path()).isEqualTo("/v1/rerank");
        assertThat(body(asked))
                .isEqualTo("{\"model\":\"served\",\"query\":\"q\",\"documents\":[\"a\",\"b, c\"]}");
    }

    @Test
    void aRequestOfTheDoorGoesOnUnreadWithoutOrdersToTheEngine() {
        Whole asked =
                embedding(
                        Starts.prompt(URL, "")
                                .body(
                                        "{\"model\":\"mine\",\"input\":[[1,2]],\"dimensions\":8,"
                                                + "\"id_slot\":1}")
                                .through(Door.OPENAI, "embedding"));

        assertThat(body(asked))
                .isEqualTo("{\"model\":\"served\",\"input\":[[1,2]],\"dimensions\":8}");
    }

    @Test
    void theAnswerIsTheResultAndItsUsageIsCounted() throws NotJson {
        Whole asked = embedding(Starts.prompt(URL, "a"));
        String answer = "{\"data\":[{\"embedding\":[0.5]}],\"usage\":{\"prompt_tokens\":3}}";

        assertThat(read(asked, answer)).isEqualTo(new EngineResult(answer, 3));
        assertThat(read(asked, "{\"data\":[1],\"usage\":{\"total_tokens\":4}}").tokensIn())
                .isEqualTo(4);
        assertThat(read(asked, "{\"data\":[1]}").tokensIn()).isEqualTo(-1);
    }

    @Test
    void anAnswerWithoutVectorsIsNone() {
        Whole asked = embedding(Starts.prompt(URL, "a"));

        assertThatThrownBy(() -> read(asked, "{\"data\":[ ]}")).isInstanceOf(NotJson.class);
        assertThatThrownBy(() -> read(asked, "{\"error\":1}")).isInstanceOf(NotJson.class);
        assertThatThrownBy(() -> read(asked, "<html>")).isInstanceOf(NotJson.class);
    }
}
