package org.llamaorch.orchestrator.http;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the OpenAPI documents say an operation may answer. */
final class DeclaredAnswers {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final JsonNode bundle;
    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    DeclaredAnswers(JsonNode bundle) {
        this.bundle = bundle;
    }

    static DeclaredAnswers load() {
        return new DeclaredAnswers(MAPPER.readTree(OpenApiDocuments.bundle().getBytes()));
    }

    /** Hears about every example of the documents. */
    interface Examples {
        void example(String at, JsonNode example, JsonNode schema);
    }

    void examples(Examples examples) {
        examples(bundle, "", examples);
    }

    private void examples(JsonNode node, String at, Examples examples) {
        if (node.has("example") && node.has("schema")) {
            examples.example(at, node.path("example"), node.path("schema"));
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            examples(member.getValue(), at + "/" + member.getKey(), examples);
        }
    }

    List<Error> errors(JsonNode schema, JsonNode value) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.set("components", bundle.path("components"));
        root.putArray("allOf").add(schema);
        Schema compiled = registry.getSchema(root);
        return compiled.validate(value);
    }

    /** What of the answer was not declared; empty for paths and methods that no document has. */
    List<String> wrong(String method, String target, RawClient.Answer answer) {
        JsonNode operation = operation(method, target.replaceAll("\\?.*", ""));
        if (operation == null) {
            return List.of();
        }
        JsonNode response = resolved(operation.path("responses").path("" + answer.status()));
        if (response.isMissingNode()) {
            return List.of("status " + answer.status() + " is not declared");
        }
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, JsonNode> header : response.path("headers").properties()) {
            boolean required = resolved(header.getValue()).path("required").asBoolean(false);
            if (required && answer.header(header.getKey()) == null) {
                wrong.add("the header " + header.getKey() + " is missing");
            }
        }
        body(response, answer, wrong);
        return wrong;
    }

    private void body(JsonNode response, RawClient.Answer answer, List<String> wrong) {
        if (answer.body().isEmpty()) {
            return;
        }
        String mediaType = String.valueOf(answer.header("Content-Type")).replaceAll(";.*", "");
        JsonNode content = response.path("content").path(mediaType);
        if (content.isMissingNode()) {
            wrong.add("the media type " + mediaType + " is not declared");
        } else if (mediaType.equals("application/json")) {
            errors(content.path("schema"), answer.json()).forEach(e -> wrong.add(e.toString()));
        }
    }

    private @Nullable JsonNode operation(String method, String path) {
        String wanted = method.toLowerCase(Locale.ROOT);
        JsonNode exact = bundle.path("paths").path(path).path(wanted);
        if (!exact.isMissingNode()) {
            return exact;
        }
        for (Map.Entry<String, JsonNode> entry : bundle.path("paths").properties()) {
            String pattern = entry.getKey().replaceAll("\\{[^}]+}", "[^/]+");
            if (path.matches(pattern) && entry.getValue().has(wanted)) {
                return entry.getValue().path(wanted);
            }
        }
        return null;
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? bundle.at(node.path("$ref").asString().substring(1)) : node;
    }
}
