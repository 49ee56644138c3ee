package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Set;

/**
 * Lets pages of the allowed origins read what they ask for (CORS, contract §1); with none allowed
 * it says nothing. Credentials are keys in headers, which a page has to know: cookies play no part.
 * Immutable; safe from any thread.
 */
final class Cors {
    private static final String REQUEST_HEADERS =
            "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, Prefer, X-API-Key,"
                    + " X-Correlation-Id, X-Deadline-Ms, X-Disconnect-Grace-Ms, X-Priority,"
                    + " X-Session-Id, X-Trust-Policy, traceparent, tracestate";
    private static final String RESPONSE_HEADERS =
            "Location, Retry-After, X-Backoff-Ms, X-Budget-Cost-Remaining,"
                    + " X-Budget-Time-Remaining-Ms, X-Budget-Tokens-Remaining, X-Correlation-Id,"
                    + " X-Task-Id";
    private static final String REMEMBER_SECONDS = "600";

    private final Set<String> allowedOrigins;

    Cors(Set<String> allowedOrigins) {
        this.allowedOrigins = allowedOrigins;
    }

    /** Says on every answer to an allowed origin that its page may read it. */
    void mark(HttpServerRequest request) {
        if (allowedOrigins.isEmpty()) {
            return;
        }
        HttpServerResponse response = request.response();
        response.putHeader("Vary", "Origin");
        String origin = request.getHeader("Origin");
        if (origin != null && allowedOrigins.contains(origin)) {
            response.putHeader("Access-Control-Allow-Origin", origin);
            response.putHeader("Access-Control-Expose-Headers", RESPONSE_HEADERS);
        }
    }

    /** Whether a browser asks here, without a key, what an allowed page may send. */
    boolean isPreflight(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        return request.method().equals(HttpMethod.OPTIONS)
                && origin != null
                && allowedOrigins.contains(origin)
                && request.getHeader("Access-Control-Request-Method") != null;
    }

    /** Answers such a question for a path that is served with {@code methods}. */
    void answer(HttpServerRequest request, String methods) {
        request.response()
                .putHeader("Access-Control-Allow-Methods", methods)
                .putHeader("Access-Control-Allow-Headers", REQUEST_HEADERS)
                .putHeader("Access-Control-Max-Age", REMEMBER_SECONDS)
                .setStatusCode(204)
                .end();
    }
}
