package org.llamaorch.bdd.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.Api;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks for every operation of the OpenAPI document that a daemon serves, with the document's own
 * examples, and holds each answer against what is declared.
 */
final class DocumentReplay {

    /** What may be asked of a service that others use: it changes nothing that is theirs. */
    private static final Set<String> HARMLESS =
            Set.of(
                    "createTask",
                    "cancelTask",
                    "deleteSession",
                    "createChatCompletion",
                    "createCompletion",
                    "createEmbedding",
                    "createRanking");

    private static final JsonMapper JSON = new JsonMapper();

    private final Api api;
    private final boolean own;
    private final String model;
    private final String pool;
    private final String taskId;

    /**
     * @param own whether nobody else uses the daemon, so that all of it may be asked for
     * @param model a name that a pool serves
     * @param taskId an ended task of ours
     */
    DocumentReplay(Api api, boolean own, String model, String taskId) {
        this.api = api;
        this.own = own;
        this.model = model;
        this.taskId = taskId;
        this.pool = api.get("/v2/pools").json().at("/pools/0/pool_id").asString("none");
    }

    /** Asks for every operation, the harmless ones first. */
    void run(Consumer<Finding> told) {
        JsonNode document = api.get("/openapi.json").json();
        DeclaredAnswer declared = new DeclaredAnswer(document);
        List<Runnable> last = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                String id = operation.getValue().path("operationId").asString("");
                String method = operation.getKey().toUpperCase(java.util.Locale.ROOT);
                boolean harmless = method.equals("GET") || HARMLESS.contains(id);
                if (id.isEmpty()) {
                    continue; // parameters that the operations of a path share
                }
                Runnable look =
                        () -> {
                            Answer answer = ask(method, path.getKey(), operation.getValue());
                            told.accept(
                                    Finding.of(id, declared.wrong(operation.getValue(), answer)));
                        };
                if (harmless) {
                    look.run();
                } else if (own) {
                    last.add(look);
                } else {
                    last.add(() ->
                            told.accept(
                                    Finding.skipped(
                                            id, "it would change a service that is in use")));
                }
            }
        }
        last.forEach(Runnable::run);
    }

    private Answer ask(String method, String path, JsonNode operation) {
        byte[] body = body(operation.at("/requestBody/content/application~1json/example"));
        return api.send(method, address(path), body, Map.of());
    }

    /** A path with the names of things that are there, where we know any. */
    private String address(String path) {
        String id = path.startsWith("/v2/pools/") ? pool : "none";
        if (path.startsWith("/v2/tasks/")) {
            id = taskId;
        }
        return path.replaceAll("\\{[^}]+}", id);
    }

    private byte @Nullable [] body(JsonNode example) {
        if (!(example instanceof ObjectNode object)) {
            return null;
        }
        ObjectNode body = object.deepCopy();
        for (String name : new String[] {"model", "model_ref"}) {
            if (body.has(name)) {
                body.put(name, model);
            }
        }
        return JSON.writeValueAsBytes(body);
    }
}
