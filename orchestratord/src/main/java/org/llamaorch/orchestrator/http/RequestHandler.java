package org.llamaorch.orchestrator.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Scope;
import org.llamaorch.orchestrator.http.OperationTable.Match;
import org.llamaorch.orchestrator.http.auth.AuthCode;
import org.llamaorch.orchestrator.http.auth.Authentication;
import org.llamaorch.orchestrator.http.auth.Caller;
import org.llamaorch.orchestrator.http.auth.Judgement;
import org.llamaorch.orchestrator.http.auth.RequestHead;
import org.llamaorch.orchestrator.trace.RequestTraces;

/**
 * The way every request goes in (contract §1):
 *
 * <ol>
 *   <li>the answer gets its correlation id, and what a page of an allowed origin needs; such a
 *       page's preflight is answered;
 *   <li>host, origin and key are judged from the head, but for what needs no key;
 *   <li>a malformed correlation id is refused;
 *   <li>an unknown path is 404, another method 405;
 *   <li>the key's scope is judged;
 *   <li>the operation takes over, and only now is a body read.
 * </ol>
 *
 * Before the daemon has recovered, only its probes are served; everything else is asked to wait.
 * Safe from any event loop.
 */
final class RequestHandler {
    private final Vertx vertx;
    private final OperationTable beforeRecovery = new OperationTable(ProbeRoutes.beforeRecovery());
    private volatile @Nullable Served served;
    private final Authentication authentication;
    private final ErrorAnswers errors;
    private final Cors cors;
    private final Audit audit;
    private final int headerBytesMax;
    private final long lingerMs;

    RequestHandler(
            Vertx vertx,
            Authentication authentication,
            ErrorAnswers errors,
            Cors cors,
            Audit audit,
            int headerBytesMax,
            long lingerMs) {
        this.vertx = vertx;
        this.authentication = authentication;
        this.errors = errors;
        this.cors = cors;
        this.audit = audit;
        this.headerBytesMax = headerBytesMax;
        this.lingerMs = lingerMs;
    }

    private record Served(OperationTable operations, RequestTraces traces) {}

    /** The daemon has recovered: from now on these operations are served. */
    void serve(OperationTable operations, RequestTraces traces) {
        served = new Served(operations, traces);
    }

    void handle(HttpServerRequest request) {
        List<String> sent = request.headers().getAll(CorrelationId.HEADER);
        String correlationId = CorrelationId.of(sent);
        prepare(request, correlationId);
        ErrorAnswers.Shape shape = ErrorAnswers.Shape.ENVELOPE;
        Served now = served;
        RequestSpan span =
                RequestSpan.of(
                        request, correlationId, now == null ? RequestTraces.NONE : now.traces());
        try {
            String path = request.path();
            OperationTable table = now == null ? beforeRecovery : now.operations();
            if (now == null) {
                shape = ofDoor(path) ? ErrorAnswers.Shape.OPENAI : shape;
            }
            Match match = path == null ? new Match.Nothing() : table.match(request.method(), path);
            if (now == null && !(match instanceof Match.Found)) {
                throw new Refusal(ProbeRoutes.recovering());
            }
            Operation operation = operationOf(match);
            shape = operation == null ? shape : operation.shape();
            span.asks(
                    operation, match instanceof Match.Found found ? found.parameters() : Map.of());
            if (match instanceof Match.OtherMethod other && cors.isPreflight(request)) {
                authentication
                        .judgeExempt(head(request))
                        .ifPresent(judged -> known(judged, request, operation, correlationId));
                cors.answer(request, other.allow());
                return;
            }
            @Nullable Caller caller = admit(request, operation, correlationId);
            if (!CorrelationId.isFine(sent)) {
                throw new Refusal(
                        Problems.header(
                                CorrelationId.HEADER,
                                "must be one id of 1 to 128 printable ASCII characters"));
            }
            run(request, match, caller, correlationId, span);
        } catch (RuntimeException e) {
            Problem problem = errors.problemOf(e, Asked.of(request, correlationId, null));
            span.refused(problem);
            errors.send(request.response(), problem, shape);
        }
        if (request.response().ended() && !request.isEnded()) {
            linger(request);
        }
    }

    private static boolean ofDoor(@Nullable String path) {
        return path != null && path.startsWith("/v1/");
    }

    /** Answers what the codec could not read as HTTP, and closes: nothing after it is readable. */
    void handleInvalid(HttpServerRequest request) {
        prepare(request, CorrelationId.of(request.headers().getAll(CorrelationId.HEADER)));
        Throwable cause = request.decoderResult().cause();
        Problem problem =
                cause instanceof TooLongHttpHeaderException
                                || cause instanceof TooLongHttpLineException
                        ? Problem.of(
                                ErrorCode.HEADERS_TOO_LARGE,
                                "The request line and the headers may be at most %d bytes each."
                                        .formatted(headerBytesMax))
                        : Problem.of(ErrorCode.INVALID_PARAMS, "This is not a valid HTTP request.");
        errors.send(request.response(), problem, ErrorAnswers.Shape.ENVELOPE);
        linger(request);
    }

    private void prepare(HttpServerRequest request, String correlationId) {
        HttpServerResponse response = request.response();
        response.putHeader(CorrelationId.HEADER, correlationId);
        cors.mark(request);
        response.exceptionHandler(_ -> {});
        request.exceptionHandler(_ -> {});
    }

    private static @Nullable Operation operationOf(Match match) {
        return switch (match) {
            case Match.Found found -> found.operation();
            case Match.OtherMethod other -> other.neighbour();
            case Match.Nothing _ -> null;
        };
    }

    /** Who sends it; null when the operation needs nobody. */
    private @Nullable Caller admit(
            HttpServerRequest request, @Nullable Operation operation, String correlationId) {
        RequestHead head = head(request);
        if (operation != null && !operation.needsCaller()) {
            Optional<Judgement> foreign = authentication.judgeExempt(head);
            foreign.ifPresent(judged -> known(judged, request, operation, correlationId));
            return null;
        }
        return known(
                operation != null && operation.needsBearer()
                        ? authentication.judgeBearer(head)
                        : authentication.judge(head),
                request,
                operation,
                correlationId);
    }

    private Caller known(
            Judgement judgement,
            HttpServerRequest request,
            @Nullable Operation operation,
            String correlationId) {
        return switch (judgement) {
            case Judgement.Known known -> known.caller();
            case Judgement.Unknown unknown ->
                    throw refused(
                            Problem.of(unknown.code(), unknown.hint()),
                            request,
                            operation,
                            correlationId);
            case Judgement.Foreign foreign ->
                    throw refused(
                            Problem.of(foreign.code(), foreign.message()),
                            request,
                            operation,
                            correlationId);
        };
    }

    private Refusal refused(
            Problem problem,
            HttpServerRequest request,
            @Nullable Operation operation,
            String correlationId) {
        audit.refused(
                operation, null, peer(request), Asked.of(request, correlationId, null), problem);
        return new Refusal(problem);
    }

    private static @Nullable String peer(HttpServerRequest request) {
        SocketAddress peer = request.remoteAddress();
        return peer == null ? null : peer.hostAddress();
    }

    private void run(
            HttpServerRequest request,
            Match match,
            @Nullable Caller caller,
            String correlationId,
            RequestSpan span) {
        switch (match) {
            case Match.Nothing _ ->
                    throw new Refusal(
                            Problem.of(
                                    ErrorCode.NOT_FOUND,
                                    "Nothing is served at this path; /openapi.json lists what"
                                            + " is."));
            case Match.OtherMethod other ->
                    throw new Refusal(Problem.methodNotAllowed(other.allow()));
            case Match.Found found ->
                    run(
                            request,
                            found.operation(),
                            found.parameters(),
                            caller,
                            correlationId,
                            span);
        }
    }

    private void run(
            HttpServerRequest request,
            Operation operation,
            Map<String, String> parameters,
            @Nullable Caller caller,
            String correlationId,
            RequestSpan span) {
        if (caller != null) {
            if (Collections.disjoint(caller.scopes(), operation.scopes())) {
                Problem problem = Problem.of(AuthCode.SCOPE, neededScope(operation));
                audit.refused(
                        operation,
                        caller,
                        peer(request),
                        Asked.of(request, correlationId, caller),
                        problem);
                throw new Refusal(problem);
            }
            if (Audit.concerns(operation) && changing(request.method())) {
                audit.used(operation, caller, Asked.of(request, correlationId, caller));
            }
        }
        Context context = vertx.getOrCreateContext();
        Exchange exchange =
                new Exchange(
                        request,
                        context,
                        correlationId,
                        caller,
                        operation,
                        parameters,
                        errors,
                        span);
        exchange.afterRefusal(() -> linger(request));
        operation.handler().accept(exchange);
    }

    private static String neededScope(Operation operation) {
        List<String> names = operation.scopes().stream().map(Scope::wireName).sorted().toList();
        return "This needs a key with the scope " + String.join(" or ", names) + ".";
    }

    private static RequestHead head(HttpServerRequest request) {
        HostAndPort authority =
                request.headers().getAll("Host").size() > 1 ? null : request.authority();
        HttpMethod method = request.method();
        return new RequestHead(
                changing(method),
                authority == null ? null : authority.host(),
                authority == null ? -1 : authority.port(),
                request.headers().getAll("Origin"),
                request.headers().getAll("Authorization"),
                request.headers().getAll("X-API-Key"),
                isForwarded(request),
                peer(request));
    }

    static boolean changing(HttpMethod method) {
        return !(method.equals(HttpMethod.GET)
                || method.equals(HttpMethod.HEAD)
                || method.equals(HttpMethod.OPTIONS));
    }

    private static boolean isForwarded(HttpServerRequest request) {
        for (Map.Entry<String, String> header : request.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.equals("forwarded") || name.startsWith("x-forwarded-")) {
                return true;
            }
        }
        return false;
    }

    /**
     * Reads and throws away what is left of a refused body, for a while: closing at once would make
     * the client's system discard the answer that it has not read yet.
     */
    private void linger(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        long timer =
                vertx.setTimer(
                        lingerMs,
                        _ -> {
                            // A request can be over without its end being told: whoever uses the
                            // connection by then has sent another one.
                            if (!request.isEnded()) {
                                SlowClients.giveUp(request);
                            }
                        });
        request.handler(_ -> {});
        request.exceptionHandler(_ -> vertx.cancelTimer(timer));
        request.endHandler(_ -> vertx.cancelTimer(timer));
    }
}
