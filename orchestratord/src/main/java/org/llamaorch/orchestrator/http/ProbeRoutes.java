package org.llamaorch.orchestrator.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Scope;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What scrapers, probes and clients of the documents ask for, without a key. */
final class ProbeRoutes {
    private final HttpServices services;
    private final boolean metricsOpen;
    private final Vertx vertx;
    private final AtomicReference<@Nullable Buffer> documents = new AtomicReference<>();

    ProbeRoutes(Vertx vertx, HttpServices services, boolean metricsOpen) {
        this.vertx = vertx;
        this.services = services;
        this.metricsOpen = metricsOpen;
    }

    List<Operation> operations() {
        return List.of(
                metricsOpen
                        ? Operation.open("getMetrics", HttpMethod.GET, "/metrics", this::metrics)
                        : Operation.of(
                                "getMetrics",
                                HttpMethod.GET,
                                "/metrics",
                                Scope.CONTROL,
                                this::metrics),
                Operation.open("getHealth", HttpMethod.GET, "/healthz", ProbeRoutes::health),
                Operation.open("getReadiness", HttpMethod.GET, "/readyz", this::ready),
                Operation.open("getOpenApi", HttpMethod.GET, "/openapi.json", this::openApi));
    }

    /** All that is served before the daemon has recovered. */
    static List<Operation> beforeRecovery() {
        return List.of(
                Operation.open("getHealth", HttpMethod.GET, "/healthz", ProbeRoutes::health),
                Operation.open(
                        "getReadiness",
                        HttpMethod.GET,
                        "/readyz",
                        exchange -> exchange.refuse(recovering())));
    }

    static Problem recovering() {
        return Problem.of(
                ErrorCode.POOL_UNREADY,
                "Earlier tasks are still being recovered. Ask again shortly.");
    }

    private void metrics(Exchange exchange) {
        exchange.whenDone(
                services.scraper().scrape(exchange.request().getHeader("Accept")),
                scrape -> exchange.answer(200, scrape.contentType(), scrape.body()));
    }

    /** Reads the documents when they are first asked for: a start has no time for them. */
    private void openApi(Exchange exchange) {
        Buffer ready = documents.get();
        Future<Buffer> bundle =
                ready != null
                        ? Future.succeededFuture(ready)
                        : vertx.executeBlocking(OpenApiDocuments::bundle).onSuccess(documents::set);
        exchange.whenDone(bundle, json -> exchange.answer(200, "application/json", json));
    }

    private static void health(Exchange exchange) {
        exchange.answer(200, status("ok"));
    }

    private void ready(Exchange exchange) {
        switch (services.readiness().get()) {
            case READY -> exchange.answer(200, status("ready"));
            case RECOVERING -> exchange.refuse(recovering());
            case STOPPING ->
                    exchange.refuse(
                            Problem.of(
                                    ErrorCode.SHUTTING_DOWN,
                                    "The service is stopping. Send new work elsewhere."));
        }
    }

    private static ObjectNode status(String word) {
        return JsonNodeFactory.instance.objectNode().put("status", word);
    }
}
