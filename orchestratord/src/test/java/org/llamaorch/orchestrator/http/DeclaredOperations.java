package org.llamaorch.orchestrator.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** What an OpenAPI document declares, and what a server serves, as lines that can be compared. */
final class DeclaredOperations {
    private static final Set<String> NO_METHODS = Set.of("parameters", "summary", "description");

    private DeclaredOperations() {}

    /** Method, path and id of each operation. */
    static Set<String> of(JsonNode document) {
        Set<String> declared = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (!NO_METHODS.contains(operation.getKey())) {
                    declared.add(
                            operation.getKey().toUpperCase(Locale.ROOT)
                                    + " "
                                    + path.getKey()
                                    + " "
                                    + operation.getValue().path("operationId").asString());
                }
            }
        }
        return declared;
    }

    static Set<String> served(List<Operation> operations) {
        Set<String> served = new TreeSet<>();
        for (Operation operation : operations) {
            served.add(operation.method() + " " + operation.path() + " " + operation.id());
        }
        return served;
    }

    /** The operations that need no key. */
    static Set<String> open(JsonNode document) {
        Set<String> declared = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                JsonNode security = operation.getValue().path("security");
                if (security.isArray() && security.isEmpty()) {
                    declared.add(operation.getValue().path("operationId").asString());
                }
            }
        }
        return declared;
    }

    static Set<String> servedOpen(List<Operation> operations) {
        Set<String> served = new TreeSet<>();
        for (Operation operation : operations) {
            if (!operation.needsCaller()) {
                served.add(operation.id());
            }
        }
        return served;
    }

    /** References that lead nowhere, and members that are empty by mistake. */
    static List<String> brokenReferences(JsonNode document) {
        List<String> wrong = new ArrayList<>();
        walk(document, document, "", wrong);
        return wrong;
    }

    private static void walk(JsonNode document, JsonNode node, String at, List<String> wrong) {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String here = at + "/" + member.getKey();
            if (member.getKey().equals("$ref")
                    && document.at(member.getValue().asString().substring(1)).isMissingNode()) {
                wrong.add(here);
            }
            if (member.getValue().isNull() && !here.endsWith("/example/error/param")) {
                wrong.add(here);
            }
            walk(document, member.getValue(), here, wrong);
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            walk(document, node.get(i), at + "/" + i, wrong);
        }
    }
}
