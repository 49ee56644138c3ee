package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Scope;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.orchestrator.http.PoolOperations.Started;
import org.llamaorch.orchestrator.http.json.StrictJson;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reload, purge, and the operations that they are (B-CP-030 to 041). */
final class OperationRoutes {

    private final HttpServices services;
    private final Bodies bodies;
    private final ChangeRequests requests;

    OperationRoutes(HttpServices services, Bodies bodies, StrictJson json) {
        this.services = services;
        this.bodies = bodies;
        this.requests = new ChangeRequests(json);
    }

    List<Operation> operations() {
        return List.of(
                Operation.of(
                        "reloadPool",
                        HttpMethod.POST,
                        "/v2/pools/{id}/reload",
                        Scope.CONTROL,
                        this::reload),
                Operation.of(
                        "purgePool",
                        HttpMethod.POST,
                        "/v2/pools/{id}/purge",
                        Scope.CONTROL,
                        this::purge),
                Operation.of(
                        "getOperation",
                        HttpMethod.GET,
                        "/v2/operations/{id}",
                        Scope.CONTROL,
                        this::find));
    }

    private void reload(Exchange exchange) {
        String poolId = exchange.parameter("id");
        boolean async = respondAsync(exchange.header("Prefer"));
        exchange.whenDone(
                bodies.json(exchange.request(), requests::reload),
                request ->
                        withPool(
                                exchange,
                                poolId,
                                () -> {
                                    Started started =
                                            services.pools()
                                                    .reload(
                                                            poolId,
                                                            request.modelRef(),
                                                            request.mode());
                                    if (async) {
                                        accepted(exchange, started.now());
                                    } else {
                                        exchange.whenDone(
                                                started.end(), ended -> answer(exchange, ended));
                                    }
                                }));
    }

    private void purge(Exchange exchange) {
        String poolId = exchange.parameter("id");
        exchange.whenDone(
                bodies.optionalJson(exchange.request(), requests::purge, ChangeRequests.nothing()),
                what ->
                        withPool(
                                exchange,
                                poolId,
                                () ->
                                        accepted(
                                                exchange,
                                                services.pools().purge(poolId, what).now())));
    }

    private void find(Exchange exchange) {
        services.pools()
                .find(exchange.parameter("id"))
                .ifPresentOrElse(
                        found -> exchange.answer(200, OperationJson.of(found)),
                        () ->
                                exchange.refuse(
                                        Problem.of(
                                                ErrorCode.OPERATION_NOT_FOUND,
                                                "There is no operation with this id; ended ones are"
                                                        + " kept for a day.")));
    }

    private void withPool(Exchange exchange, String poolId, Runnable next) {
        exchange.whenDone(
                services.core()
                        .ask((state, _) ->
                                state.pools(0).stream()
                                        .map(PoolView::spec)
                                        .anyMatch(spec -> spec.id().equals(poolId))),
                there -> {
                    if (there) {
                        next.run();
                    } else {
                        exchange.refuse(Problems.noSuchPool());
                    }
                });
    }

    private static void accepted(Exchange exchange, OperationView operation) {
        exchange.response().putHeader("Location", "/v2/operations/" + operation.id());
        exchange.answer(202, OperationJson.of(operation));
    }

    private static void answer(Exchange exchange, OperationView ended) {
        OperationView.Failure error = ended.error();
        if (error != null) {
            exchange.refuse(Problem.inPool(error.code(), ended.poolId(), error.message()));
            return;
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("pool_id", ended.poolId());
        ObjectNode result = ended.result();
        if (result != null) {
            body.setAll(result);
        }
        exchange.answer(200, body);
    }

    private static boolean respondAsync(@Nullable String prefer) {
        return Optional.ofNullable(prefer).stream()
                .flatMap(text -> List.of(text.split("[,;]", -1)).stream())
                .anyMatch(each -> each.strip().toLowerCase(Locale.ROOT).equals("respond-async"));
    }
}
