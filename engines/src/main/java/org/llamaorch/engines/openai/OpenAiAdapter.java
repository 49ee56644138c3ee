package org.llamaorch.engines.openai;

import java.util.Optional;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.engines.EngineRequest;
import org.llamaorch.engines.json.JsonMembers;
import org.llamaorch.engines.json.JsonObjectBytes;
import org.llamaorch.engines.json.NotJson;

/** Any server that speaks the OpenAI API (OC-ADAPT-OAI-6000). */
public final class OpenAiAdapter extends JsonBodyAdapter {

    @Override
    public EngineKind kind() {
        return EngineKind.OPENAI;
    }

    @Override
    protected Preparation completionOfDoor(Effect.StartAttempt start, JsonMembers sent)
            throws NotJson {
        return new Preparation.Ready(
                EngineRequest.post(DoorBody.path(start), DoorBody.rewrite(start, sent).utf8()),
                DoorBody.stream(start, sent));
    }

    @Override
    protected Preparation completionOfTask(Effect.StartAttempt start, JsonMembers task)
            throws NotJson {
        JsonMembers sampling = task.object("sampling");
        if (sampling.value("grammar").isPresent()) {
            return new Preparation.Impossible(
                    "the OpenAI API knows no grammar: use sampling.json_schema, or a llamacpp pool");
        }
        JsonObjectBytes body = DoorBody.model(start);
        Optional<String> messages = task.value("messages");
        body.raw("messages", messages).raw("prompt", task.value("prompt"));
        body.bool("stream", true).raw("stream_options", "{\"include_usage\":true}");
        Integer most = start.maxTokens();
        if (most != null) {
            body.number("max_tokens", most);
        }
        Long seed = start.task().seed();
        if (seed != null) {
            body.number("seed", seed);
        }
        for (String name : new String[] {"temperature", "top_p", "top_k", "min_p", "stop"}) {
            body.raw(name, sampling.value(name));
        }
        body.raw("repetition_penalty", sampling.value("repeat_penalty"));
        body.raw("response_format", responseFormat(task, sampling));
        return new Preparation.Ready(
                EngineRequest.post(
                        messages.isPresent() ? "/v1/chat/completions" : "/v1/completions",
                        body.utf8()),
                sink -> new ChoiceStream(sink, false, false, 1));
    }

    private static Optional<String> responseFormat(JsonMembers task, JsonMembers sampling) {
        Optional<String> schema = sampling.value("json_schema");
        if (schema.isPresent()) {
            String named =
                    new JsonObjectBytes().string("name", "output").raw("schema", schema).json();
            return Optional.of(
                    new JsonObjectBytes()
                            .string("type", "json_schema")
                            .raw("json_schema", named)
                            .json());
        }
        return task.value("output_mode").filter("\"json\""::equals).isPresent()
                ? Optional.of("{\"type\":\"json_object\"}")
                : Optional.empty();
    }
}
