package org.llamaorch.orchestrator.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Scope;
import org.llamaorch.orchestrator.http.json.StrictJson;
import org.llamaorch.poolmanager.Purge;
import org.llamaorch.poolmanager.ReloadResult;
import org.llamaorch.poolmanager.local.LocalPool;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Everything that a pool-managerd of its own serves (contract §9). */
final class PoolManagerRoutes {
    private final Vertx vertx;
    private final PoolManagerServices services;
    private final Bodies bodies;
    private final ChangeRequests requests;
    private final boolean metricsOpen;
    private final AtomicReference<@Nullable Buffer> document = new AtomicReference<>();

    PoolManagerRoutes(
            Vertx vertx,
            PoolManagerServices services,
            Bodies bodies,
            StrictJson json,
            boolean metricsOpen) {
        this.vertx = vertx;
        this.services = services;
        this.bodies = bodies;
        this.requests = new ChangeRequests(json);
        this.metricsOpen = metricsOpen;
    }

    List<Operation> operations() {
        return List.of(
                Operation.open("getHealth", HttpMethod.GET, "/health", this::health),
                metricsOpen
                        ? Operation.open("getMetrics", HttpMethod.GET, "/metrics", this::metrics)
                        : control("getMetrics", HttpMethod.GET, "/metrics", this::metrics),
                Operation.open("getOpenApi", HttpMethod.GET, "/openapi.json", this::openApi),
                control("listPools", HttpMethod.GET, "/pools", this::list),
                control("getPoolStatus", HttpMethod.GET, "/pools/{id}/status", this::status),
                control("preloadPool", HttpMethod.POST, "/pools/{id}/preload", this::preload),
                control("drainPool", HttpMethod.POST, "/pools/{id}/drain", this::drain),
                control("reloadPool", HttpMethod.POST, "/pools/{id}/reload", this::reload),
                control("purgePool", HttpMethod.POST, "/pools/{id}/purge", this::purge));
    }

    private static Operation control(
            String id, HttpMethod method, String path, Consumer<Exchange> handler) {
        return Operation.of(id, method, path, Scope.CONTROL, handler);
    }

    private void health(Exchange exchange) {
        if (services.pools().stopping()) {
            exchange.refuse(stops());
            return;
        }
        List<LocalPool> pools = services.pools().pools();
        exchange.answer(
                200,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("status", "ok")
                        .put("api_version", BuildInfo.API_VERSION)
                        .put("build_commit", services.build().commit())
                        .put("pools_total", pools.size())
                        .put("pools_ready", pools.stream().filter(LocalPool::ready).count()));
    }

    private void metrics(Exchange exchange) {
        exchange.whenDone(
                services.scraper().scrape(exchange.request().getHeader("Accept")),
                scrape -> exchange.answer(200, scrape.contentType(), scrape.body()));
    }

    private void openApi(Exchange exchange) {
        Buffer ready = document.get();
        Future<Buffer> read =
                ready != null
                        ? Future.succeededFuture(ready)
                        : vertx.executeBlocking(OpenApiDocuments::poolManager)
                                .onSuccess(document::set);
        exchange.whenDone(read, json -> exchange.answer(200, "application/json", json));
    }

    private void list(Exchange exchange) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode list = body.putArray("pools");
        services.pools().pools().forEach(pool -> list.add(LocalPoolJson.of(pool)));
        exchange.answer(200, body);
    }

    private void status(Exchange exchange) {
        answer(exchange, 200, services.pools().pool(exchange.parameter("id")));
    }

    private void preload(Exchange exchange) {
        String poolId = exchange.parameter("id");
        exchange.whenDone(
                bodies.optionalJson(exchange.request(), _ -> true, true),
                _ -> changed(exchange, () -> services.pools().preload(poolId)));
    }

    private void drain(Exchange exchange) {
        String poolId = exchange.parameter("id");
        exchange.whenDone(
                bodies.optionalJson(exchange.request(), requests::deadline, Optional.<Long>empty()),
                deadlineMs -> changed(exchange, () -> services.pools().drain(poolId, deadlineMs)));
    }

    /** Begins a change; how the pool is then is the answer. */
    private void changed(Exchange exchange, Change change) {
        if (services.pools().stopping()) {
            exchange.refuse(stops());
            return;
        }
        Future<Optional<LocalPool>> begun = vertx.executeBlocking(change::begin, false);
        exchange.whenDone(begun, pool -> answer(exchange, 202, pool));
    }

    @FunctionalInterface
    private interface Change {
        Optional<LocalPool> begin();
    }

    private void reload(Exchange exchange) {
        String poolId = exchange.parameter("id");
        exchange.whenDone(
                bodies.json(exchange.request(), requests::reload),
                wanted -> {
                    if (services.pools().stopping()) {
                        exchange.refuse(stops());
                        return;
                    }
                    exchange.whenDone(
                            services.pools().reload(poolId, wanted.modelRef(), wanted.mode()),
                            reloading ->
                                    reloading.ifPresentOrElse(
                                            over ->
                                                    reloaded(
                                                            exchange,
                                                            poolId,
                                                            wanted.modelRef(),
                                                            over),
                                            () -> exchange.refuse(noSuchPool())));
                });
    }

    private static void reloaded(
            Exchange exchange, String poolId, String modelRef, LocalPoolDoor.Reloading over) {
        switch (over.result()) {
            case ReloadResult.Reloaded done ->
                    exchange.answer(
                            200,
                            JsonNodeFactory.instance
                                    .objectNode()
                                    .put("pool_id", poolId)
                                    .put("model_ref", modelRef)
                                    .put("engine_version", done.engineVersion())
                                    .put("model_digest", done.modelDigest())
                                    .put("mode", done.mode().wireName())
                                    .put("duration_ms", over.durationMs()));
            case ReloadResult.Failed(String cause) ->
                    exchange.refuse(Problem.inPool(ErrorCode.RELOAD_FAILED, poolId, cause));
        }
    }

    private void purge(Exchange exchange) {
        String poolId = exchange.parameter("id");
        exchange.whenDone(
                bodies.optionalJson(exchange.request(), requests::purge, ChangeRequests.nothing()),
                what -> {
                    if (services.pools().stopping()) {
                        exchange.refuse(stops());
                        return;
                    }
                    Purge purge =
                            new Purge(
                                    what.engine(),
                                    what.models(),
                                    what.drainFirst(),
                                    what.cacheFolders(),
                                    what.force());
                    exchange.whenDone(
                            services.pools().purge(poolId, purge),
                            purging ->
                                    purging.ifPresentOrElse(
                                            result ->
                                                    exchange.answer(
                                                            200,
                                                            LocalPoolJson.purged(poolId, result)),
                                            () -> exchange.refuse(noSuchPool())));
                });
    }

    private static void answer(Exchange exchange, int status, Optional<LocalPool> pool) {
        pool.ifPresentOrElse(
                found -> exchange.answer(status, LocalPoolJson.of(found)),
                () -> exchange.refuse(noSuchPool()));
    }

    private static Problem noSuchPool() {
        return Problem.of(
                ErrorCode.POOL_NOT_FOUND,
                "There is no pool with this id on this machine; GET /pools lists them.");
    }

    private static Problem stops() {
        return Problem.of(
                ErrorCode.SHUTTING_DOWN,
                "The pool-managerd is stopping. Ask again once it is back.");
    }
}
