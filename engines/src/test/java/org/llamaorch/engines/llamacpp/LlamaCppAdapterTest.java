package org.llamaorch.engines.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.Door;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.KvHint;
import org.llamaorch.engines.EngineAdapter;
import org.llamaorch.engines.EngineAdapters;
import org.llamaorch.engines.EngineRequest;
import org.llamaorch.engines.Starts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class LlamaCppAdapterTest {

    private static final String URL = "http://127.0.0.1:1";

    private static EngineRequest request(Starts starts) {
        return ((EngineAdapter.Preparation.Ready) prepare(starts)).request();
    }

    private static EngineAdapter.Preparation prepare(Starts starts) {
        return EngineAdapters.of(EngineKind.LLAMACPP).orElseThrow().prepare(starts.effect());
    }

    private static JsonNode body(Starts starts) {
        return JsonMapper.shared().readTree(request(starts).body().utf8());
    }

    @Test
    void aPromptGoesToCompletionWithItsSampling() {
        Starts starts =
                Starts.task(
                                URL,
                                """
                                {"model_ref":"m","prompt":"say \\"é\\"","messages":null,"secret":1,
                                 "sampling":{"temperature":0.70,"top_p":0.9,"top_k":5,"min_p":0.1,
                                 "repeat_penalty":1.1,"stop":["x"],"grammar":"root ::= \\"a\\""}}
                                """)
                        .maxTokens(7)
                        .seed(4_294_967_294L);
        assertThat(request(starts).path()).isEqualTo("/completion");
        JsonNode body = body(starts);
        assertThat(body.path("prompt").asString()).isEqualTo("say \"é\"");
        assertThat(body.path("stream").asBoolean()).isTrue();
        assertThat(body.path("n_predict").asInt()).isEqualTo(7);
        assertThat(body.path("seed").asLong()).isEqualTo(4_294_967_294L);
        assertThat(body.path("temperature").asDouble()).isEqualTo(0.7);
        assertThat(body.path("top_k").asInt()).isEqualTo(5);
        assertThat(body.path("repeat_penalty").asDouble()).isEqualTo(1.1);
        assertThat(body.path("stop").get(0).asString()).isEqualTo("x");
        assertThat(body.path("grammar").asString()).startsWith("root");
        assertThat(body.path("cache_prompt").asBoolean()).isTrue();
        assertThat(body.path("return_progress").asBoolean()).isTrue();
        assertThat(body.has("secret")).isFalse();
        assertThat(body.has("model_ref")).isFalse();
    }

    @Test
    void withoutALimitTheContextBounds() {
        assertThat(body(Starts.prompt(URL, "a")).path("n_predict").asInt()).isEqualTo(-1);
    }

    @Test
    void thePromptCacheIsOffWhenAloneOrCold() {
        assertThat(body(Starts.prompt(URL, "a").alone(true)).path("cache_prompt").asBoolean(true))
                .isFalse();
        assertThat(
                        body(Starts.prompt(URL, "a").kvHint(KvHint.COLD))
                                .path("cache_prompt")
                                .asBoolean(true))
                .isFalse();
        assertThat(
                        body(Starts.chat(URL, "{\"messages\":[],\"cache_prompt\":true}")
                                        .alone(true))
                                .path("cache_prompt")
                                .asBoolean(true))
                .isFalse();
    }

    @Test
    void jsonModeAsksForAnObject() {
        assertThat(
                        body(Starts.task(URL, "{\"prompt\":\"a\",\"output_mode\":\"json\"}"))
                                .path("json_schema")
                                .path("type")
                                .asString())
                .isEqualTo("object");
    }

    @Test
    void messagesGoToChat() {
        Starts starts =
                Starts.task(
                                URL,
                                "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"sampling\":{\"json_schema\":{\"type\":\"array\"}}}")
                        .maxTokens(9);
        assertThat(request(starts).path()).isEqualTo("/v1/chat/completions");
        JsonNode body = body(starts);
        assertThat(body.path("messages").get(0).path("content").asString()).isEqualTo("hi");
        assertThat(body.path("max_tokens").asInt()).isEqualTo(9);
        assertThat(body.path("stream_options").path("include_usage").asBoolean()).isTrue();
        assertThat(body.path("json_schema").path("type").asString()).isEqualTo("array");
    }

    @Test
    void theDoorsBodyGoesOnUnreadButForOurMembersAndControlMembers() {
        Starts starts =
                Starts.chat(
                                URL,
                                """
                                {"model":"alias","messages":[{"role":"user","content":"hi"}],
                                 "temperature":0.50,"tools":[{"type":"function"}],"x_unknown":[1.10,null],
                                 "logprobs":true,"nothing":null,"stream":false,"max_completion_tokens":99,
                                 "n_predict":5,"id_slot":1,"n_pr\\u0065dict":6,"cache_prompt":false,
                                 "speculative.n_max":3,"priority":7,
                                 "stream_options":{"include_usage":false,"extra":1}}
                                """)
                        .maxTokens(12);
        String sent = new String(request(starts).body().utf8(), StandardCharsets.UTF_8);
        assertThat(sent)
                .contains("\"temperature\":0.50")
                .contains("\"x_unknown\":[1.10,null]")
                .contains("\"tools\":[{\"type\":\"function\"}]")
                .contains("\"nothing\":null")
                .doesNotContain("n_predict", "id_slot", "speculative", "priority", "\"alias\"");
        JsonNode body = body(starts);
        assertThat(body.path("model").asString()).isEqualTo("served");
        assertThat(body.path("stream").asBoolean()).isTrue();
        assertThat(body.path("stream_options").path("include_usage").asBoolean()).isTrue();
        assertThat(body.path("stream_options").path("extra").asInt()).isEqualTo(1);
        assertThat(body.path("max_completion_tokens").asInt()).isEqualTo(12);
        assertThat(body.has("max_tokens")).isFalse();
        assertThat(body.path("cache_prompt").asBoolean()).isTrue();
        assertThat(request(starts).headers()).doesNotContainKey("Authorization");
    }

    @Test
    void theDoorsTextCompletionsHaveTheirOwnPath() {
        Starts starts = Starts.task(URL, "{\"prompt\":\"a\"}").through(Door.OPENAI, "completion");
        assertThat(request(starts).path()).isEqualTo("/v1/completions");
    }
}
