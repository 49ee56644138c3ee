package org.llamaorch.cli.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Every setting of the configuration file, from its JSON Schema. */
final class ConfigurationReference {

    private static final String HEAD =
            "# Configuration\n\n"
                    + ReferenceDocument.NOTE
                    + " "
                    + """
                    It says what the configuration's JSON Schema says, which \
                    [llama-orch.schema.json](llama-orch.schema.json) is a copy of and \
                    `llama-orch config schema` prints. Editors complete and check with it.

                    The file is `llama-orch.yaml` in the current folder, or the one that `--config` names; \
                    without one there is the demo pool. Environment variables stand over the file, flags \
                    over both. A key that is not known, or a wrong value, refuses the start and says on \
                    which line. [llama-orch.example.yaml](../llama-orch.example.yaml) has every key.

                    ```
                    llama-orch config check      # whether the file is right
                    llama-orch config show       # what is in force, secrets masked
                    llama-orch config reload     # has the running service read the file again
                    ```

                    Names that end in `_ms` are milliseconds, in `_s` seconds, in `_bytes` bytes, in \
                    `_percent` percent. The column *at a reload* says what another value does when the \
                    running service reads its file again: *applies* at once, or waits for a *restart*, \
                    which the answer names.
                    """;

    private static final String COLUMNS =
            "| setting | value | default | over it | at a reload | what it does |\n"
                    + "|---|---|---|---|---|---|\n";

    private final JsonNode schema;
    private final StringBuilder text = new StringBuilder(HEAD);

    /**
     * @param schema as the program checks files against
     */
    ConfigurationReference(String schema) {
        this.schema = new JsonMapper().readTree(schema);
    }

    String text() {
        Map<String, JsonNode> sections = new LinkedHashMap<>();
        List<String> rows = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : schema.path("properties").properties()) {
            JsonNode says = resolved(each.getValue());
            if (says.has("properties") || says.path("items").has("$ref")) {
                sections.put(each.getKey(), says);
            } else {
                rows.add(row(each.getKey(), says, false, "applies"));
            }
        }
        text.append("\n## Top level\n\n").append(COLUMNS);
        rows.forEach(text::append);
        sections.forEach(this::section);
        environment();
        return text.toString();
    }

    private void section(String name, JsonNode says) {
        text.append("\n## ")
                .append(name)
                .append("\n\n")
                .append(says.path("description").asString());
        boolean list = says.has("items");
        if (list) {
            text.append(" A list");
            text.append(says.has("maxItems") ? " of up to " + says.get("maxItems") + "." : ".");
        }
        if (says.has("x-default")) {
            text.append(" Left out: ").append(says.get("x-default").stringValue()).append('.');
        }
        text.append("\n\n").append(COLUMNS);
        rows(list ? name + "[]" : name, list ? resolved(says.get("items")) : says, atReload(says));
    }

    private void rows(String prefix, JsonNode of, String inherited) {
        List<String> required =
                of.path("required").valueStream().map(JsonNode::stringValue).toList();
        for (Map.Entry<String, JsonNode> each : of.path("properties").properties()) {
            String path = prefix + "." + each.getKey();
            JsonNode says = resolved(each.getValue());
            text.append(row(path, says, required.contains(each.getKey()), inherited));
            String reload = says.path("x-reload").asString(inherited);
            if (says.has("properties")) {
                rows(path, says, reload);
            } else if (says.has("items")) {
                rows(path + "[]", resolved(says.get("items")), reload);
            }
        }
    }

    private String row(String path, JsonNode says, boolean required, String inherited) {
        return "| `%s` | %s | %s | %s | %s | %s |\n"
                .formatted(
                        path,
                        ReferenceDocument.cell(value(path, says)),
                        required ? "required" : ReferenceDocument.cell(usual(path, says)),
                        over(says),
                        ReferenceDocument.cell(says.path("x-reload").asString(inherited)),
                        ReferenceDocument.cell(says.path("description").asString()));
    }

    private static String atReload(JsonNode says) {
        return says.path("x-reload").asString("applies");
    }

    /** What a value may be. */
    private String value(String path, JsonNode says) {
        if (says.has("enum")) {
            return says.get("enum")
                    .valueStream()
                    .map(each -> "`" + each.asString() + "`")
                    .collect(Collectors.joining(", "));
        }
        return switch (says.path("type").asString("")) {
            case "boolean" -> "true or false";
            case "integer", "number" -> SettingText.bounds(path, says);
            case "object" -> says.has("properties") ? "keys, below" : "names and their texts";
            case "array" -> "list of " + items(path, resolved(says.path("items")));
            default -> says.path("x-form").asString("text");
        };
    }

    private String items(String path, JsonNode items) {
        if (items.has("properties")) {
            return "maps, their keys below";
        }
        String each = value(path, items);
        return each.equals("text") ? "texts" : each;
    }

    private static String usual(String path, JsonNode says) {
        if (says.has("x-default")) {
            return says.get("x-default").stringValue();
        }
        JsonNode usual = says.path("default");
        if (usual.isMissingNode()) {
            return "none";
        }
        return usual.isNumber() ? SettingText.number(path, usual) : "`" + usual.asString() + "`";
    }

    private static String over(JsonNode says) {
        List<String> all = new ArrayList<>();
        for (String keyword : List.of("x-env", "x-flag")) {
            if (says.has(keyword)) {
                String said = says.get(keyword).stringValue();
                int blank = said.indexOf(' ');
                all.add(
                        blank < 0
                                ? "`" + said + "`"
                                : "`" + said.substring(0, blank) + "`" + said.substring(blank));
            }
        }
        return ReferenceDocument.cell(String.join(", ", all));
    }

    private void environment() {
        text.append("\n## Variables without a key in the file\n\n| variable | what it does |\n");
        text.append("|---|---|\n");
        for (Map.Entry<String, JsonNode> each : schema.path("x-environment").properties()) {
            text.append(
                    "| `%s` | %s |\n"
                            .formatted(
                                    each.getKey(),
                                    ReferenceDocument.cell(each.getValue().stringValue())));
        }
    }

    /** With what it refers to; what it says itself stands over that. */
    private JsonNode resolved(JsonNode says) {
        if (!says.has("$ref")) {
            return says;
        }
        ObjectNode whole =
                (ObjectNode) schema.at(says.get("$ref").stringValue().substring(1)).deepCopy();
        whole.setAll((ObjectNode) says);
        return whole;
    }
}
