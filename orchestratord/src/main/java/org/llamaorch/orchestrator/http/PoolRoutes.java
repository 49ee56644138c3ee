package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.llamaorch.contracts.Scope;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.orchestrator.http.json.StrictJson;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Pools: their true figures, drain and undrain (B-CP-010 to 024). */
final class PoolRoutes {
    private final HttpServices services;
    private final Bodies bodies;
    private final ChangeRequests requests;

    PoolRoutes(HttpServices services, Bodies bodies, StrictJson json) {
        this.services = services;
        this.bodies = bodies;
        this.requests = new ChangeRequests(json);
    }

    List<Operation> operations() {
        return List.of(
                Operation.of("listPools", HttpMethod.GET, "/v2/pools", Scope.CONTROL, this::list),
                Operation.of(
                        "getPoolHealth",
                        HttpMethod.GET,
                        "/v2/pools/{id}/health",
                        Scope.CONTROL,
                        this::health),
                Operation.of(
                        "drainPool",
                        HttpMethod.POST,
                        "/v2/pools/{id}/drain",
                        Scope.CONTROL,
                        this::drain),
                Operation.of(
                        "undrainPool",
                        HttpMethod.POST,
                        "/v2/pools/{id}/undrain",
                        Scope.CONTROL,
                        this::undrain));
    }

    private void list(Exchange exchange) {
        exchange.whenDone(
                services.core().ask((scheduler, now) -> scheduler.pools(now)),
                pools -> {
                    ObjectNode body = JsonNodeFactory.instance.objectNode();
                    ArrayNode list = body.putArray("pools");
                    pools.forEach(pool -> list.add(PoolJson.of(pool, services.drains())));
                    exchange.answer(200, body);
                });
    }

    private void health(Exchange exchange) {
        String poolId = exchange.parameter("id");
        exchange.whenDone(
                services.core().ask((scheduler, now) -> find(scheduler.pools(now), poolId)),
                found ->
                        found.ifPresentOrElse(
                                pool -> exchange.answer(200, PoolJson.of(pool, services.drains())),
                                () -> exchange.refuse(Problems.noSuchPool())));
    }

    private static Optional<PoolView> find(List<PoolView> pools, String poolId) {
        return pools.stream().filter(pool -> pool.spec().id().equals(poolId)).findFirst();
    }

    private void drain(Exchange exchange) {
        String poolId = exchange.parameter("id");
        exchange.whenDone(
                bodies.optionalJson(exchange.request(), requests::deadline, Optional.<Long>empty()),
                deadlineMs ->
                        change(
                                exchange,
                                ticket -> new Event.Drain(poolId, deadlineMs.orElse(null), ticket),
                                accepted(poolId, true, deadlineMs)));
    }

    private void undrain(Exchange exchange) {
        String poolId = exchange.parameter("id");
        change(
                exchange,
                ticket -> new Event.Undrain(poolId, ticket),
                accepted(poolId, false, Optional.empty()));
    }

    private void change(Exchange exchange, LongFunction<Event> event, ObjectNode accepted) {
        exchange.whenDone(
                services.core().call(event),
                answer -> {
                    if (answer instanceof Effect.Answer.NoSuchPool) {
                        exchange.refuse(Problems.noSuchPool());
                    } else {
                        exchange.answer(202, accepted);
                    }
                });
    }

    private static ObjectNode accepted(String poolId, boolean draining, Optional<Long> deadlineMs) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("pool_id", poolId);
        body.put("draining", draining);
        deadlineMs.ifPresent(ms -> body.put("deadline_ms", ms));
        return body;
    }
}
