package org.llamaorch.bdd.verify;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.llamaorch.bdd.target.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a document says that its operations may answer. */
final class DeclaredAnswer {

    private final JsonNode document;
    private final SchemaRegistry schemas =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    DeclaredAnswer(JsonNode document) {
        this.document = document;
    }

    /** What of the answer is not as declared; empty when all is. */
    List<String> wrong(JsonNode operation, Answer answer) {
        JsonNode response =
                resolved(operation.path("responses").path(Integer.toString(answer.status())));
        if (response.isMissingNode()) {
            return List.of("it answers " + answer.status() + ", which is not declared");
        }
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, JsonNode> header : response.path("headers").properties()) {
            boolean required = resolved(header.getValue()).path("required").asBoolean(false);
            if (required && answer.header(header.getKey()).isEmpty()) {
                wrong.add("the header " + header.getKey() + " is missing");
            }
        }
        if (!answer.text().isEmpty()) {
            body(response, answer, wrong);
        }
        return wrong;
    }

    private void body(JsonNode response, Answer answer, List<String> wrong) {
        String type = answer.header("Content-Type").orElse("none").replaceAll(";.*", "");
        JsonNode content = response.path("content").path(type);
        if (content.isMissingNode()) {
            wrong.add("the content type " + type + " is not declared");
        } else if (type.equals("application/json")) {
            ObjectNode root = JsonNodeFactory.instance.objectNode();
            root.set("components", document.path("components"));
            root.putArray("allOf").add(content.path("schema"));
            schemas.getSchema(root)
                    .validate(answer.json())
                    .forEach(error -> wrong.add(error.toString()));
        }
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asString("").substring(1)) : node;
    }
}
