package org.llamaorch.orchestrator.stream;

import static java.util.Comparator.comparingInt;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Terminal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Assembles a whole answer of the OpenAI API from the engine's chunks (contract §2): inside a
 * choice strings append and arrays merge by {@code index}; everything else is the last value that
 * is not null. Choices stand in the order of their indexes, and usage is of all choices together.
 */
final class WholeAnswer {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** Names whose text is a label and not a piece of one. */
    private static final Set<String> LABELS =
            Set.of("role", "id", "type", "finish_reason", "stop_reason", "object", "model");

    private WholeAnswer() {}

    /** The answer as UTF-8 JSON, from the frames 1 to {@code tokens}. Costs their size. */
    static byte[] of(BlockChain blocks, int tokens, Terminal.End end) {
        if (end.resultJson() != null) {
            return end.resultJson().getBytes(StandardCharsets.UTF_8);
        }
        ObjectNode answer = MAPPER.createObjectNode();
        byte[] chunk = new byte[1024];
        for (int ordinal = 1; ordinal <= tokens; ordinal++) {
            Block block = blocks.holding(ordinal);
            int index = ordinal - block.firstOrdinal();
            int bytes = block.deltaBytes(index);
            if (bytes > 0) {
                if (chunk.length < bytes) {
                    chunk = new byte[Math.max(bytes, 2 * chunk.length)];
                }
                block.copy(block.deltaStart(index), chunk, 0, bytes);
                if (MAPPER.readTree(chunk, 0, bytes) instanceof ObjectNode object) {
                    add(answer, object);
                }
            }
        }
        return finish(answer, end);
    }

    /** Adds one chunk: {@code choices} merge, other members are replaced. */
    static void add(ObjectNode answer, ObjectNode chunk) {
        for (Map.Entry<String, JsonNode> member : chunk.properties()) {
            JsonNode value = member.getValue();
            if (member.getKey().equals("choices") && value instanceof ArrayNode choices) {
                mergeArray(answer.withArray("choices"), choices);
            } else if (!value.isNull() || !answer.has(member.getKey())) {
                answer.set(member.getKey(), value);
            }
        }
    }

    private static void mergeArray(ArrayNode target, ArrayNode source) {
        for (JsonNode element : source) {
            ObjectNode same =
                    element instanceof ObjectNode object && object.has("index")
                            ? find(target, object.get("index"))
                            : null;
            if (same != null) {
                mergeObject(same, (ObjectNode) element);
            } else {
                target.add(element);
            }
        }
    }

    private static @Nullable ObjectNode find(ArrayNode array, JsonNode index) {
        for (JsonNode element : array) {
            if (element instanceof ObjectNode object && index.equals(object.get("index"))) {
                return object;
            }
        }
        return null;
    }

    private static void mergeObject(ObjectNode target, ObjectNode source) {
        for (Map.Entry<String, JsonNode> member : source.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            JsonNode before = target.get(name);
            if (before == null || before.isNull()) {
                target.set(name, value);
            } else if (before instanceof ObjectNode into && value instanceof ObjectNode object) {
                mergeObject(into, object);
            } else if (before instanceof ArrayNode into && value instanceof ArrayNode array) {
                mergeArray(into, array);
            } else if (before.isString() && value.isString() && !LABELS.contains(name)) {
                target.put(name, before.stringValue() + value.stringValue());
            } else if (!value.isNull()) {
                target.set(name, value);
            }
        }
    }

    private static byte[] finish(ObjectNode answer, Terminal.End end) {
        boolean chat = false;
        answer.set("choices", inOrder(answer.withArray("choices")));
        for (JsonNode choice : answer.withArray("choices")) {
            if (choice instanceof ObjectNode object && object.has("delta")) {
                chat = true;
                object.set("message", message(object));
            }
        }
        answer.put("object", chat ? "chat.completion" : "text_completion");
        JsonNode usage = answer.get("usage");
        if (usage == null || usage.isNull()) {
            ObjectNode counted = answer.putObject("usage");
            count(counted, end);
            counted.putObject("prompt_tokens_details").put("cached_tokens", end.tokensCached());
        } else if (usage instanceof ObjectNode told && answer.withArray("choices").size() > 1) {
            count(told, end);
        }
        return MAPPER.writeValueAsBytes(answer);
    }

    /** By index; they are there in the order in which the engine began them. */
    private static ArrayNode inOrder(ArrayNode choices) {
        return MAPPER.createArrayNode()
                .addAll(
                        choices.valueStream()
                                .sorted(comparingInt(choice -> choice.path("index").asInt(0)))
                                .toList());
    }

    /** Of all choices together, where the last chunk may have told of one. */
    private static void count(ObjectNode usage, Terminal.End end) {
        usage.put("prompt_tokens", end.tokensIn());
        usage.put("completion_tokens", end.tokensOut());
        usage.put("total_tokens", end.tokensIn() + end.tokensOut());
    }

    /** The delta as a message; positions inside a stream mean nothing in it. */
    private static JsonNode message(ObjectNode choice) {
        JsonNode delta = choice.remove("delta");
        if (!(delta instanceof ObjectNode message)) {
            return MAPPER.createObjectNode().put("role", "assistant").putNull("content");
        }
        if (!message.has("role")) {
            message.put("role", "assistant");
        }
        if (!message.has("content")) {
            message.putNull("content");
        }
        if (message.get("tool_calls") instanceof ArrayNode calls) {
            for (Iterator<JsonNode> call = calls.iterator(); call.hasNext(); ) {
                if (call.next() instanceof ObjectNode object) {
                    object.remove("index");
                }
            }
        }
        return message;
    }
}
