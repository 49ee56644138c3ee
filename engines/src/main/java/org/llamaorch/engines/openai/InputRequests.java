package org.llamaorch.engines.openai;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.llamaorch.contracts.Door;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.engines.EngineAdapter.Preparation;
import org.llamaorch.engines.EngineRequest;
import org.llamaorch.engines.EngineResult;
import org.llamaorch.engines.json.JsonMembers;
import org.llamaorch.engines.json.JsonObjectBytes;
import org.llamaorch.engines.json.JsonScanner;
import org.llamaorch.engines.json.NotJson;
import org.llamaorch.engines.json.WhiteSpace;

/**
 * Embeddings and reranking as the OpenAI API and those who extend it have them; llama.cpp and vLLM
 * both speak it (B-OAI-009). Stateless.
 */
public final class InputRequests {

    private InputRequests() {}

    /**
     * Asks for the vectors of a task's inputs, or for their ranking.
     *
     * @param sent the task's body
     * @throws NotJson when its inputs are no list of strings
     */
    public static Preparation prepare(Effect.StartAttempt start, JsonMembers sent) throws NotJson {
        boolean rerank = start.task().workload() == Workload.RERANK;
        JsonObjectBytes body =
                start.task().door() == Door.OPENAI
                        ? DoorBody.named(start, sent)
                        : rerank ? ranking(start, sent) : embedding(start, sent);
        return new Preparation.Whole(
                EngineRequest.post(rerank ? "/v1/rerank" : "/v1/embeddings", body.utf8()),
                answer -> read(answer, rerank ? "results" : "data"));
    }

    private static JsonObjectBytes embedding(Effect.StartAttempt start, JsonMembers task) {
        Optional<String> inputs = task.value("inputs");
        return DoorBody.model(start)
                .raw("input", inputs.isPresent() ? inputs : task.value("prompt"));
    }

    /** A ranking's first input is the query, the others are the documents. */
    private static JsonObjectBytes ranking(Effect.StartAttempt start, JsonMembers task)
            throws NotJson {
        List<String> inputs = elements(task.value("inputs").orElse("[]"));
        if (inputs.isEmpty()) {
            throw new NotJson("inputs of a ranking are a query and documents");
        }
        return DoorBody.model(start)
                .raw("query", inputs.getFirst())
                .raw("documents", "[" + String.join(",", inputs.subList(1, inputs.size())) + "]");
    }

    private static List<String> elements(String array) throws NotJson {
        byte[] json = array.getBytes(StandardCharsets.UTF_8);
        JsonScanner scanner = new JsonScanner();
        scanner.over(json, 0, json.length);
        scanner.enterArray();
        List<String> elements = new ArrayList<>();
        while (scanner.nextElement()) {
            scanner.skip();
            int length = scanner.valueEnd() - scanner.valueStart();
            elements.add(new String(json, scanner.valueStart(), length, StandardCharsets.UTF_8));
        }
        scanner.finish();
        return elements;
    }

    private static EngineResult read(byte[] answer, String list) throws NotJson {
        JsonMembers members = JsonMembers.of(answer);
        if (!members.value(list).filter(InputRequests::hasElements).isPresent()) {
            throw new NotJson("it has no " + list);
        }
        JsonMembers usage = members.object("usage");
        long total = number(usage, "total_tokens").orElse(-1);
        long tokensIn = number(usage, "prompt_tokens").orElse(total);
        return new EngineResult(
                new String(WhiteSpace.without(answer), StandardCharsets.UTF_8), tokensIn);
    }

    private static boolean hasElements(String json) {
        return json.startsWith("[") && !json.substring(1).stripLeading().startsWith("]");
    }

    private static OptionalLong number(JsonMembers members, String name) {
        Optional<String> value = members.value(name);
        return value.isPresent() && value.get().matches("[0-9]{1,18}")
                ? OptionalLong.of(Long.parseLong(value.get()))
                : OptionalLong.empty();
    }
}
