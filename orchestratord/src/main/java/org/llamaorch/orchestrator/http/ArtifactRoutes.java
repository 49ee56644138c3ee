package org.llamaorch.orchestrator.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Scope;
import org.llamaorch.orchestrator.http.json.StrictJson;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Stored documents: stored, given by id, listed by kind and tag (B-ART-001 to 013). */
final class ArtifactRoutes {
    private static final int ID_LENGTH = 64;

    private final Artifacts artifacts;
    private final Bodies bodies;
    private final StrictJson json;
    private final HttpSettings settings;

    ArtifactRoutes(Artifacts artifacts, Bodies bodies, StrictJson json, HttpSettings settings) {
        this.artifacts = artifacts;
        this.bodies = bodies;
        this.json = json;
        this.settings = settings;
    }

    List<Operation> operations() {
        return List.of(
                Operation.of(
                        "createArtifact",
                        HttpMethod.POST,
                        "/v2/artifacts",
                        Scope.DATA,
                        this::create),
                Operation.of(
                        "listArtifacts", HttpMethod.GET, "/v2/artifacts", Scope.DATA, this::list),
                Operation.of(
                        "getArtifact",
                        HttpMethod.GET,
                        "/v2/artifacts/{id}",
                        Scope.DATA,
                        this::get));
    }

    private void create(Exchange exchange) {
        List<String> tags = exchange.queries("tag");
        exchange.whenDone(
                bodies.json(
                        exchange.request(),
                        body ->
                                StoredDocument.read(
                                        json, body, tags, artifacts.documentBytesMax())),
                document ->
                        exchange.whenDone(
                                artifacts.store(
                                        document.kind(),
                                        document.tags(),
                                        document.json().utf8(),
                                        exchange.caller().name()),
                                item -> exchange.answer(201, json(item))));
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
        if (kind != null && !StoredDocument.KINDS.contains(kind)) {
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
        items.forEach(item -> list.add(json(item)));
        return body;
    }

    private static ObjectNode json(Artifacts.Item item) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        entry.put("id", item.id());
        entry.put("kind", item.kind());
        entry.put("digest", item.digest());
        entry.put("created_ms", item.createdMs());
        ArrayNode tags = entry.putArray("tags");
        item.tags().forEach(tags::add);
        return entry;
    }
}
