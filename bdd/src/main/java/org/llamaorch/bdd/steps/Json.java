package org.llamaorch.bdd.steps;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Values of feature files: JSON where they parse as JSON, else the text itself. */
final class Json {

    static final JsonMapper MAPPER = new JsonMapper();

    private Json() {}

    static Object value(String text) {
        try {
            Object value = MAPPER.readValue(text, Object.class);
            return value == null ? text : value;
        } catch (JacksonException _) {
            return text;
        }
    }

    static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    static JsonNode object() {
        return MAPPER.createObjectNode();
    }

    static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }
}
