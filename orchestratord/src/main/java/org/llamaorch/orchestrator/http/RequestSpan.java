package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.task.TraceContext;
import org.llamaorch.orchestrator.trace.AnsweredRequest;
import org.llamaorch.orchestrator.trace.RequestTraces;

/**
 * Tells traces of a request when it has its answer: of one that is refused, and of one that changes
 * something; not where a task's own spans tell of it, nor of probes. Confined to the event loop of
 * its connection; where nobody records it does nothing.
 */
final class RequestSpan {

    private static final int REFUSED_FROM = 400;

    private final RequestTraces traces;
    private final HttpServerRequest request;
    private final String correlationId;
    private final long arrivedAtNanos;
    private @Nullable Operation operation;
    private Map<String, String> parameters = Map.of();
    private @Nullable String error;
    private boolean toldByTask;

    private RequestSpan(
            RequestTraces traces,
            HttpServerRequest request,
            String correlationId,
            long arrivedAtNanos) {
        this.traces = traces;
        this.request = request;
        this.correlationId = correlationId;
        this.arrivedAtNanos = arrivedAtNanos;
    }

    /** A request begins to be served. */
    static RequestSpan of(HttpServerRequest request, String correlationId, RequestTraces traces) {
        if (!traces.recording()) {
            return new RequestSpan(traces, request, correlationId, 0);
        }
        RequestSpan span = new RequestSpan(traces, request, correlationId, TraceHeaders.nowNanos());
        request.response().endHandler(_ -> span.ended());
        return span;
    }

    /**
     * What it is asked of.
     *
     * @param asked null where nothing is served
     */
    void asks(@Nullable Operation asked, Map<String, String> named) {
        operation = asked;
        parameters = named;
    }

    /** It is answered with this problem. */
    void refused(Problem problem) {
        error = problem.name();
    }

    /** The core has the task: its spans tell how that goes on, also when it is refused there. */
    void isTask() {
        toldByTask = true;
    }

    private void ended() {
        HttpServerResponse response = request.response();
        int status = response.getStatusCode();
        if (!response.headWritten() || !tells(status)) {
            return;
        }
        TraceContext sent = TraceHeaders.read(request.headers(), arrivedAtNanos);
        HostAndPort authority = request.authority();
        String path = request.path();
        traces.answered(
                new AnsweredRequest(
                        sent,
                        request.method().name(),
                        operation == null ? null : operation.path(),
                        path == null ? "" : path,
                        request.isSSL() ? "https" : "http",
                        authority == null ? null : authority.host(),
                        authority == null ? -1 : authority.port(),
                        status,
                        error,
                        correlationId,
                        named("/pools/{id}"),
                        named("/tasks/{id}")));
    }

    private boolean tells(int status) {
        Operation asked = operation;
        if (toldByTask || (asked != null && !asked.needsCaller())) {
            return false;
        }
        return status >= REFUSED_FROM
                || (asked != null && RequestHandler.changing(request.method()));
    }

    /** The id of what the operation's path names so. */
    private @Nullable String named(String part) {
        return operation != null && operation.path().contains(part) ? parameters.get("id") : null;
    }
}
