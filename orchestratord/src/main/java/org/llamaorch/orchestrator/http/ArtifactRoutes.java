package org.llamaorch.orchestrator.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Scope;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Stored documents: one by its id, or those with a kind and a tag (B-ART-010 to 013). */
final class ArtifactRoutes {
    private static final int ID_LENGTH = 64;
    private static final Set<String> KINDS =
            Set.of("plan", "summary", "diff", "trace", "transcript", "logs", "other");

    private final Artifacts artifacts;
    private final HttpSettings settings;

    ArtifactRoutes(Artifacts artifacts, HttpSettings settings) {
        this.artifacts = artifacts;
        this.settings = settings;
    }

    List<Operation> operations() {
        return List.of(
                Operation.of(
                        "listArtifacts", HttpMethod.GET, "/v2/artifacts", Scope.DATA, this::list),
                Operation.of(
                        "getArtifact",
                        HttpMethod.GET,
                        "/v2/artifacts/{id}",
                        Scope.DATA,
                        this::get));
    }

    private void get(Exchange exchange) {
        String id = exchange.parameter("id");
        if (!isId(id)) {
            exchange.refuse(Problems.noSuchArtifact());
            return;
        }
        exchange.whenDone(
                artifacts.find(id, owner(exchange)),
                found ->
                        found.ifPresentOrElse(
                                document ->
                                        exchange.answer(
                                                200, "application/json", Buffer.buffer(document)),
                                () -> exchange.refuse(Problems.noSuchArtifact())));
    }

    private void list(Exchange exchange) {
        String kind = exchange.query("kind");
        if (kind != null && !KINDS.contains(kind)) {
            throw new Refusal(
                    Problems.query(
                            "kind must be plan, summary, diff, trace, transcript, logs or other."));
        }
        exchange.whenDone(
                artifacts.list(
                        owner(exchange),
                        kind,
                        exchange.query("tag"),
                        Queries.limit(exchange, settings)),
                items -> exchange.answer(200, json(items)));
    }

    /** Whose documents are seen: control sees everybody's. */
    private static @Nullable String owner(Exchange exchange) {
        return exchange.caller().scopes().contains(Scope.CONTROL) ? null : exchange.caller().name();
    }

    private static boolean isId(String id) {
        return id.length() == ID_LENGTH
                && id.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    private static ObjectNode json(List<Artifacts.Item> items) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode list = body.putArray("artifacts");
        for (Artifacts.Item item : items) {
            ObjectNode entry = list.addObject();
            entry.put("id", item.id());
            entry.put("kind", item.kind());
            entry.put("digest", item.digest());
            entry.put("created_ms", item.createdMs());
            ArrayNode tags = entry.putArray("tags");
            item.tags().forEach(tags::add);
        }
        return body;
    }
}
