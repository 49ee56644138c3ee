package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Scope;
import org.llamaorch.orchestrator.catalog.Catalog;
import org.llamaorch.orchestrator.catalog.CatalogAnswer;
import org.llamaorch.orchestrator.catalog.Lifecycle;
import org.llamaorch.orchestrator.http.json.InvalidMember;
import org.llamaorch.orchestrator.http.json.Members;
import org.llamaorch.orchestrator.http.json.StrictJson;
import org.llamaorch.orchestrator.http.task.Deadlines;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The models that are known here (B-CAT). */
final class CatalogRoutes {
    private static final String MODELS = "/v2/catalog/models";
    private static final String MODEL = MODELS + "/{id}";

    private final Catalog catalog;
    private final Bodies bodies;
    private final StrictJson json;
    private final HttpSettings settings;

    CatalogRoutes(Catalog catalog, Bodies bodies, StrictJson json, HttpSettings settings) {
        this.catalog = catalog;
        this.bodies = bodies;
        this.json = json;
        this.settings = settings;
    }

    List<Operation> operations() {
        return List.of(
                of("createCatalogModel", HttpMethod.POST, MODELS, this::create),
                of("listCatalogModels", HttpMethod.GET, MODELS, this::list),
                of("getCatalogModel", HttpMethod.GET, MODEL, this::get),
                of("deleteCatalogModel", HttpMethod.DELETE, MODEL, this::delete),
                of("verifyCatalogModel", HttpMethod.POST, MODEL + "/verify", this::verify),
                of("setCatalogModelState", HttpMethod.POST, MODEL + "/state", this::state));
    }

    private static Operation of(
            String id, HttpMethod method, String path, Consumer<Exchange> handler) {
        return Operation.of(id, method, path, Scope.CONTROL, handler);
    }

    private void create(Exchange exchange) {
        exchange.whenDone(
                bodies.json(
                        exchange.request(),
                        body -> ModelDescriptions.read(new Members(json.object(body), ""))),
                said -> answer(exchange, 201, catalog.describe(said)));
    }

    private void get(Exchange exchange) {
        exchange.whenDone(
                catalog.find(exchange.parameter("id")),
                found ->
                        found.ifPresentOrElse(
                                entry -> exchange.answer(200, entry),
                                () -> exchange.refuse(noSuchModel())));
    }

    /** A cursor is the id behind which the next page goes on. */
    private void list(Exchange exchange) {
        String cursor = exchange.query("cursor");
        int limit = Queries.limit(exchange, settings);
        exchange.whenDone(catalog.list(), all -> exchange.answer(200, page(all, cursor, limit)));
    }

    private static ObjectNode page(List<ObjectNode> all, @Nullable String cursor, int limit) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode models = body.putArray("models");
        boolean behind = cursor == null;
        for (ObjectNode entry : all) {
            String id = entry.path("id").stringValue();
            if (behind && models.size() == limit) {
                body.put("next_cursor", models.get(limit - 1).path("id").stringValue());
                break;
            }
            if (behind) {
                models.add(entry);
            }
            behind |= id.equals(cursor);
        }
        return body;
    }

    private void verify(Exchange exchange) {
        answer(exchange, 202, catalog.verify(exchange.parameter("id")));
    }

    private void state(Exchange exchange) {
        String id = exchange.parameter("id");
        exchange.whenDone(
                bodies.json(exchange.request(), this::wanted),
                wanted ->
                        answer(
                                exchange,
                                202,
                                catalog.set(id, wanted.lifecycle(), wanted.deadlineMs())));
    }

    private record Wanted(Lifecycle lifecycle, @Nullable Long deadlineMs) {}

    private Wanted wanted(byte[] body) {
        Members members = new Members(json.object(body), "");
        Lifecycle lifecycle = members.oneOf("state", Lifecycle.class);
        if (lifecycle == null) {
            throw new InvalidMember("/state", "state is required: send Active or Retired.");
        }
        return new Wanted(lifecycle, members.integer("deadline_ms", 0, Deadlines.MAX_MS));
    }

    private void delete(Exchange exchange) {
        exchange.whenDone(
                catalog.delete(exchange.parameter("id")),
                answer -> {
                    if (answer instanceof CatalogAnswer.NoSuchModel) {
                        exchange.refuse(noSuchModel());
                    } else {
                        exchange.answerEmpty(204);
                    }
                });
    }

    private static void answer(
            Exchange exchange, int status, CompletionStage<CatalogAnswer> answering) {
        exchange.whenDone(
                answering,
                answer -> {
                    switch (answer) {
                        case CatalogAnswer.Done(ObjectNode entry) -> exchange.answer(status, entry);
                        case CatalogAnswer.NoSuchModel _ -> exchange.refuse(noSuchModel());
                        case CatalogAnswer.NameTaken taken ->
                                exchange.refuse(
                                        Problem.in(
                                                ErrorCode.INVALID_PARAMS,
                                                "/aliases",
                                                "Another model of the catalog has one of these"
                                                        + " names; a name stands for one model."));
                        case CatalogAnswer.Full(String sentence) ->
                                exchange.refuse(Problem.of(ErrorCode.JOURNAL_FULL, sentence));
                        case CatalogAnswer.Busy(String sentence) ->
                                exchange.refuse(Problem.throttled("reject", sentence));
                    }
                });
    }

    private static Problem noSuchModel() {
        return Problem.of(
                ErrorCode.MODEL_NOT_FOUND,
                "The catalog has no model with this id; GET /v2/catalog/models lists them.");
    }
}
