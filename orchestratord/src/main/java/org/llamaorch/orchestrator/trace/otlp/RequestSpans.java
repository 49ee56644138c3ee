package org.llamaorch.orchestrator.trace.otlp;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.redaction.Redaction;
import org.llamaorch.orchestrator.trace.AnsweredRequest;
import org.llamaorch.orchestrator.trace.RequestTraces;

/**
 * Makes a request a span as OpenTelemetry's conventions describe one of an HTTP server: an answer
 * below 500 is no error of ours. Safe from any thread.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/http/http-spans/">HTTP spans</a>
 */
final class RequestSpans implements RequestTraces {

    private static final int SERVER_ERROR = 500;

    /** Another is named {@code _OTHER}: whoever sends it makes no names. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private final Spans spans;

    RequestSpans(Spans spans) {
        this.spans = spans;
    }

    @Override
    public boolean recording() {
        return true;
    }

    @Override
    public void answered(AnsweredRequest request) {
        long now = spans.now();
        long from = Math.min(request.sent().arrivedAtNanos(), now);
        Span span = spans.request(name(request), request.sent(), from, fields(request));
        if (request.status() >= SERVER_ERROR) {
            span.setStatus(StatusCode.ERROR);
        }
        Spans.end(span, now);
    }

    private static boolean known(AnsweredRequest request) {
        return METHODS.contains(request.method());
    }

    private static String name(AnsweredRequest request) {
        String method = known(request) ? request.method() : "HTTP";
        return request.route() == null ? method : method + " " + request.route();
    }

    private static Attributes fields(AnsweredRequest request) {
        AttributesBuilder fields =
                Attributes.builder()
                        .put(Fields.METHOD, known(request) ? request.method() : "_OTHER")
                        .put(Fields.PATH, Redaction.redact(request.path()))
                        .put(Fields.SCHEME, request.scheme())
                        .put(Fields.STATUS, request.status())
                        .put(Fields.CORRELATION, Redaction.redact(request.correlationId()));
        put(fields, Fields.ROUTE, request.route());
        put(fields, Fields.SERVER, request.host());
        if (request.host() != null && request.port() > 0) {
            fields.put(Fields.SERVER_PORT, request.port());
        }
        put(fields, Fields.REFUSAL, request.error());
        if (request.status() >= SERVER_ERROR) {
            put(
                    fields,
                    Fields.ERROR,
                    request.error() == null ? Integer.toString(request.status()) : request.error());
        }
        put(fields, Fields.POOL, request.poolId());
        put(fields, Fields.TASK, request.taskId());
        return fields.build();
    }

    private static void put(
            AttributesBuilder fields, AttributeKey<String> field, @Nullable String value) {
        if (value != null) {
            fields.put(field, Redaction.redact(value));
        }
    }
}
