package org.llamaorch.engines.fault;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the fault engine says of itself and of texts, in llama.cpp's shapes. */
final class FaultFacts {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int DIMENSIONS = 8;

    private FaultFacts() {}

    /** Tokens of a text: one for every four bytes, and one for its beginning. */
    static int count(String text) {
        return 1 + (text.getBytes(StandardCharsets.UTF_8).length + 3) / 4;
    }

    static String props(FaultOptions options) {
        ObjectNode props = JSON.createObjectNode();
        props.put("total_slots", options.slots())
                .put("model_alias", options.model())
                .put("model_path", options.model())
                .put("build_info", options.version())
                .put("endpoint_slots", true);
        props.putObject("default_generation_settings").put("n_ctx", options.ctx());
        return props.toString();
    }

    static String slots(FaultOptions options, List<Boolean> processing) {
        ArrayNode slots = JSON.createArrayNode();
        for (int slot = 0; slot < processing.size(); slot++) {
            slots.addObject()
                    .put("id", slot)
                    .put("n_ctx", options.ctx())
                    .put("speculative", false)
                    .put("is_processing", processing.get(slot));
        }
        return slots.toString();
    }

    static String models(FaultOptions options) {
        ObjectNode models = JSON.createObjectNode().put("object", "list");
        ObjectNode model = models.putArray("data").addObject();
        model.put("id", options.model()).put("object", "model").put("owned_by", "fault");
        model.putObject("meta").put("n_ctx", options.ctx()).put("n_ctx_train", options.ctx());
        return models.toString();
    }

    static String tokens(JsonNode content) {
        ArrayNode tokens = JSON.createArrayNode();
        int count = count(content.asString(""));
        for (int token = 0; token < count; token++) {
            tokens.add(token);
        }
        return JSON.createObjectNode().set("tokens", tokens).toString();
    }

    static String embedding(JsonNode asked) {
        ArrayNode answers = JSON.createArrayNode();
        ObjectNode answer = answers.addObject().put("index", 0);
        answer.putArray("embedding").add(vector(asked.path("content").asString("")));
        return answers.toString();
    }

    static String embeddings(FaultOptions options, JsonNode asked) {
        JsonNode input = asked.path("input");
        String format = asked.path("encoding_format").asString("float");
        if (!format.equals("float") && !format.equals("base64")) {
            throw new IllegalArgumentException("The format may be float or base64");
        }
        ObjectNode answer =
                JSON.createObjectNode().put("object", "list").put("model", options.model());
        ArrayNode data = answer.putArray("data");
        int texts = input.isArray() ? input.size() : 1;
        int tokens = 0;
        for (int index = 0; index < texts; index++) {
            String text = (input.isArray() ? input.get(index) : input).asString("");
            tokens += count(text);
            data.addObject()
                    .put("object", "embedding")
                    .put("index", index)
                    .set("embedding", format.equals("float") ? vector(text) : base64(vector(text)));
        }
        answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return answer.toString();
    }

    /** The best document is the one that shares most letters with the query. */
    static String ranking(FaultOptions options, JsonNode asked) {
        String query = asked.path("query").asString("");
        ObjectNode answer =
                JSON.createObjectNode().put("object", "list").put("model", options.model());
        ArrayNode results = answer.putArray("results");
        int tokens = count(query);
        int index = 0;
        for (JsonNode document : asked.path("documents")) {
            String text = document.asString("");
            tokens += count(text);
            long shared = text.chars().filter(c -> query.indexOf(c) >= 0).count();
            results.addObject().put("index", index++).put("relevance_score", (double) shared);
        }
        answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return answer.toString();
    }

    /** Little-endian floats of four bytes. */
    private static JsonNode base64(ArrayNode vector) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Float.BYTES * vector.size()).order(ByteOrder.LITTLE_ENDIAN);
        vector.forEach(number -> bytes.putFloat((float) number.asDouble()));
        return JSON.getNodeFactory().stringNode(Base64.getEncoder().encodeToString(bytes.array()));
    }

    private static ArrayNode vector(String text) {
        SplittableRandom random = new SplittableRandom(text.hashCode());
        ArrayNode vector = JSON.createArrayNode();
        for (int i = 0; i < DIMENSIONS; i++) {
            vector.add(random.nextDouble(-1, 1));
        }
        return vector;
    }
}
