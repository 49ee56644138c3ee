package org.llamaorch.engines.openai;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.engines.EngineAdapter;
import org.llamaorch.engines.EngineRequest;
import org.llamaorch.engines.Starts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class OpenAiAdapterTest {

    private static final String URL = "http://127.0.0.1:1";

    private static EngineAdapter.Preparation prepare(Starts starts) {
        return new OpenAiAdapter().prepare(starts.engine(EngineKind.OPENAI).effect());
    }

    private static EngineRequest request(Starts starts) {
        return ((EngineAdapter.Preparation.Ready) prepare(starts)).request();
    }

    private static JsonNode body(Starts starts) {
        return JsonMapper.shared().readTree(request(starts).body().utf8());
    }

    @Test
    void promptsAndMessagesGoToTheirPaths() {
        assertThat(request(Starts.prompt(URL, "a")).path()).isEqualTo("/v1/completions");
        assertThat(request(Starts.task(URL, "{\"messages\":[]}")).path())
                .isEqualTo("/v1/chat/completions");
    }

    @Test
    void speaksTheApisNames() {
        JsonNode body =
                body(
                        Starts.task(
                                        URL,
                                        "{\"prompt\":\"a\",\"sampling\":{\"repeat_penalty\":1.2,\"json_schema\":{\"type\":\"object\"}}}")
                                .maxTokens(3)
                                .seed(5));
        assertThat(body.path("model").asString()).isEqualTo("served");
        assertThat(body.path("max_tokens").asInt()).isEqualTo(3);
        assertThat(body.path("seed").asInt()).isEqualTo(5);
        assertThat(body.path("repetition_penalty").asDouble()).isEqualTo(1.2);
        assertThat(body.path("response_format").path("json_schema").path("schema").has("type"))
                .isTrue();
        assertThat(body.path("stream_options").path("include_usage").asBoolean()).isTrue();
        assertThat(body.has("n_predict")).isFalse();
        assertThat(body.has("cache_prompt")).isFalse();
    }

    @Test
    void aGrammarIsRefusedRatherThanForgotten() {
        assertThat(prepare(Starts.task(URL, "{\"prompt\":\"a\",\"sampling\":{\"grammar\":\"g\"}}")))
                .isInstanceOf(EngineAdapter.Preparation.Impossible.class);
    }
}
