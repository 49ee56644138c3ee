package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.http.auth.Caller;

/**
 * How logs name a request (contract §1, §6).
 *
 * @param identity who sent it, never the key; null when nobody had to say
 * @param target method and path, without the query
 */
record Asked(String correlationId, @Nullable String identity, String target) {
    static Asked of(HttpServerRequest request, String correlationId, @Nullable Caller caller) {
        return new Asked(
                correlationId,
                caller == null ? null : caller.identity(),
                request.method() + " " + request.path());
    }
}
