package org.llamaorch.orchestrator.config;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A configuration file that says every default the schema names, as JSON, which is YAML too. */
final class SchemaDefaults {

    private SchemaDefaults() {}

    static String asYaml() {
        JsonNode schema = SchemaCheck.document();
        ObjectNode file = new JsonMapper().createObjectNode();
        fill(schema, schema, file);
        return file.toString();
    }

    private static void fill(JsonNode document, JsonNode schema, ObjectNode into) {
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            JsonNode one = resolved(document, property.getValue());
            if (one.has("default")) {
                into.set(property.getKey(), one.path("default"));
            } else if (one.path("type").asString("").equals("object")) {
                fill(document, one, into.putObject(property.getKey()));
            }
        }
    }

    private static JsonNode resolved(JsonNode document, JsonNode schema) {
        return schema.has("$ref")
                ? document.at(schema.path("$ref").asString().substring(1))
                : schema;
    }
}
