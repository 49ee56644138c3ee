package org.llamaorch.orchestrator.config;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks a configuration file against its JSON Schema. Only used when there is a file: loading the
 * validator costs more than the rest of the configuration together.
 */
final class SchemaCheck {

    static final String RESOURCE = "/llama-orch/config.schema.json";

    private SchemaCheck() {}

    /** Refuses the file with its first error, worded for a person. */
    static void check(YamlFile file) {
        JsonNode schema = document();
        List<Error> errors =
                SchemaRegistry.withDialect(dialect()).getSchema(schema).validate(file.root());
        if (!errors.isEmpty()) {
            Error first = errors.getFirst();
            for (Error error : errors) {
                if (error.getKeyword().equals("additionalProperties")) {
                    first = error; // a misspelt key explains the others
                    break;
                }
            }
            throw new ConfigurationRefused(sentence(file, schema, first));
        }
    }

    /** Its own keywords ({@code x-…}) are for those who read the schema; they decide nothing. */
    private static Dialect dialect() {
        return Dialect.builder(Dialects.getDraft202012())
                .unknownKeywordFactory((name, _) -> new NonValidationKeyword(name))
                .build();
    }

    /** The schema as a document. */
    static JsonNode document() {
        try (InputStream in = SchemaCheck.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks " + RESOURCE);
            }
            return new JsonMapper().readTree(in);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String sentence(YamlFile file, JsonNode document, Error error) {
        String pointer = error.getInstanceLocation().toString();
        JsonNode schema = error.getSchemaNode();
        String value = shortened(error.getInstanceNode());
        return switch (error.getKeyword()) {
            case "additionalProperties" -> unknownKey(file, pointer, error, document);
            case "enum" ->
                    file.place(pointer) + " is " + value + "; allowed: " + listed(schema) + ".";
            case "type" ->
                    file.place(pointer)
                            + " is "
                            + value
                            + "; it must be of type "
                            + schema.asString("")
                            + ".";
            case "minimum" ->
                    file.place(pointer) + " is " + value + "; the least is " + schema + ".";
            case "maximum" ->
                    file.place(pointer) + " is " + value + "; the most is " + schema + ".";
            case "required" ->
                    file.place(pointer) + " lacks the key '" + error.getProperty() + "'.";
            case "pattern" ->
                    file.place(pointer)
                            + " is "
                            + value
                            + "; it must be "
                            + form(document, error, schema)
                            + ".";
            default -> file.place(pointer) + " is wrong: " + error.getMessage() + ".";
        };
    }

    /** What a text must look like, in words where the schema has them. */
    private static String form(JsonNode document, Error error, JsonNode pattern) {
        return document.at(owner(error) + "/x-form")
                .asString("a text that matches " + pattern.asString(""));
    }

    private static String unknownKey(
            YamlFile file, String pointer, Error error, JsonNode document) {
        String key = String.valueOf(error.getProperty());
        List<String> known = knownKeys(document, error);
        String nearest = nearest(key, known);
        return file.place(pointer + "/" + key.replace("~", "~0").replace("/", "~1"))
                + " is no key that is known here; "
                + (nearest != null
                        ? "did you mean '" + nearest + "'?"
                        : "known are: " + String.join(", ", known) + ".");
    }

    /** The keys allowed where the unknown one stands. */
    private static List<String> knownKeys(JsonNode document, Error error) {
        return List.copyOf(document.at(owner(error) + "/properties").propertyNames());
    }

    /** Where the keyword stands that found the error. */
    private static String owner(Error error) {
        String keyword = error.getSchemaLocation().getFragment().toString();
        return keyword.substring(0, keyword.lastIndexOf('/'));
    }

    private static String listed(JsonNode values) {
        return values.valueStream().map(JsonNode::asString).collect(Collectors.joining(", "));
    }

    private static String shortened(JsonNode value) {
        String text = value.toString();
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    /** The known name that needs the fewest edits, when these are few enough to be a slip. */
    static @Nullable String nearest(String name, List<String> known) {
        String best = null;
        int bestDistance = Math.max(2, name.length() / 3) + 1;
        for (String candidate : known) {
            int distance = EditDistance.between(name, candidate);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return best;
    }
}
