package org.llamaorch.engines.llamacpp;

import java.util.Optional;
import org.llamaorch.contracts.Determinism;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.KvHint;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.engines.EngineRequest;
import org.llamaorch.engines.json.JsonMembers;
import org.llamaorch.engines.json.JsonObjectBytes;
import org.llamaorch.engines.json.NotJson;
import org.llamaorch.engines.openai.ChoiceStream;
import org.llamaorch.engines.openai.DoorBody;
import org.llamaorch.engines.openai.JsonBodyAdapter;

/**
 * llama.cpp's own server (OC-ADAPT-5001). A prompt of {@code /v2} goes to {@code POST /completion};
 * messages, and everything of the OpenAI door, to its OpenAI paths. Always asked to stream: without
 * it the server does not notice that we left. Always asked for its progress: while it computes a
 * prompt it notices that only when it writes, and progress makes it write after every batch
 * (LO-08).
 */
public final class LlamaCppAdapter extends JsonBodyAdapter {

    /** What the last frame needs to hold; without it, it repeats the prompt and every setting. */
    private static final String RESPONSE_FIELDS =
            "[\"content\",\"stop\",\"stop_type\",\"tokens_predicted\",\"tokens_evaluated\","
                    + "\"tokens_cached\",\"timings\"]";

    @Override
    public EngineKind kind() {
        return EngineKind.LLAMACPP;
    }

    @Override
    protected Preparation completionOfDoor(Effect.StartAttempt start, JsonMembers sent)
            throws NotJson {
        byte[] body =
                DoorBody.rewrite(start, sent)
                        .bool("cache_prompt", cachePrompt(start))
                        .bool("return_progress", true)
                        .utf8();
        return new Preparation.Ready(
                post(DoorBody.path(start), body), DoorBody.stream(start, sent));
    }

    @Override
    protected Preparation completionOfTask(Effect.StartAttempt start, JsonMembers sent)
            throws NotJson {
        Optional<String> messages = sent.value("messages");
        if (messages.isPresent()) {
            return new Preparation.Ready(
                    post("/v1/chat/completions", chat(start, sent, messages.get())),
                    sink -> new ChoiceStream(sink, false, false, 1));
        }
        return new Preparation.Ready(
                post("/completion", completion(start, sent)), CompletionStream::new);
    }

    /** The server closes the connection behind every stream, though it promises to keep it. */
    private static EngineRequest post(String path, byte[] json) {
        return EngineRequest.post(path, json).onOwnConnection();
    }

    private static byte[] completion(Effect.StartAttempt start, JsonMembers task) throws NotJson {
        Integer most = start.maxTokens();
        JsonObjectBytes body =
                new JsonObjectBytes()
                        .raw("prompt", task.value("prompt"))
                        .bool("stream", true)
                        .number("n_predict", most == null ? -1 : most)
                        .raw("response_fields", RESPONSE_FIELDS);
        return sampling(start, task, body).utf8();
    }

    private static byte[] chat(Effect.StartAttempt start, JsonMembers task, String messages)
            throws NotJson {
        JsonObjectBytes body =
                new JsonObjectBytes()
                        .raw("messages", messages)
                        .bool("stream", true)
                        .raw("stream_options", "{\"include_usage\":true}");
        Integer most = start.maxTokens();
        if (most != null) {
            body.number("max_tokens", most);
        }
        return sampling(start, task, body).utf8();
    }

    private static JsonObjectBytes sampling(
            Effect.StartAttempt start, JsonMembers task, JsonObjectBytes body) throws NotJson {
        JsonMembers sampling = task.object("sampling");
        body.bool("cache_prompt", cachePrompt(start)).bool("return_progress", true);
        Long seed = start.task().seed();
        if (seed != null) {
            body.number("seed", seed);
        }
        for (String name : new String[] {"temperature", "top_p", "top_k", "min_p", "stop"}) {
            body.raw(name, sampling.value(name));
        }
        body.raw("repeat_penalty", sampling.value("repeat_penalty"));
        Optional<String> grammar = sampling.value("grammar");
        Optional<String> schema = sampling.value("json_schema");
        body.raw("grammar", grammar).raw("json_schema", schema);
        boolean wantsJson = task.value("output_mode").filter("\"json\""::equals).isPresent();
        if (wantsJson && grammar.isEmpty() && schema.isEmpty()) {
            body.raw("json_schema", "{\"type\":\"object\"}");
        }
        return body;
    }

    /**
     * Off where the cache could change what is decoded, or the caller wants it cold (B-SCH-011).
     */
    private static boolean cachePrompt(Effect.StartAttempt start) {
        return !start.alone()
                && start.task().determinism() != Determinism.STRICT
                && start.task().kvHint() != KvHint.COLD;
    }
}
