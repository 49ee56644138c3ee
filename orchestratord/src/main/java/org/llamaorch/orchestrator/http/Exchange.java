package org.llamaorch.orchestrator.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.orchestrator.http.auth.Caller;
import tools.jackson.databind.JsonNode;

/**
 * One request and its answer, with the caller known. Confined to the event loop of its connection.
 */
final class Exchange {
    private final HttpServerRequest request;
    private final Context context;
    private final String correlationId;
    private final @Nullable Caller caller;
    private final Operation operation;
    private final Map<String, String> parameters;
    private final ErrorAnswers errors;
    private final RequestSpan span;
    private Runnable afterRefusal = () -> {};

    Exchange(
            HttpServerRequest request,
            Context context,
            String correlationId,
            @Nullable Caller caller,
            Operation operation,
            Map<String, String> parameters,
            ErrorAnswers errors,
            RequestSpan span) {
        this.request = request;
        this.context = context;
        this.correlationId = correlationId;
        this.caller = caller;
        this.operation = operation;
        this.parameters = parameters;
        this.errors = errors;
        this.span = span;
    }

    HttpServerRequest request() {
        return request;
    }

    HttpServerResponse response() {
        return request.response();
    }

    String correlationId() {
        return correlationId;
    }

    /** Who sent it; only operations with a scope may ask. */
    Caller caller() {
        if (caller == null) {
            throw new IllegalStateException(operation.id() + " is served without a caller");
        }
        return caller;
    }

    String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalStateException(operation.path() + " has no parameter " + name);
        }
        return value;
    }

    /** The query parameter, or null; refuses one that is sent twice or is not readable. */
    @Nullable String query(String name) {
        List<String> values;
        try {
            values = request.params(false).getAll(name);
        } catch (IllegalArgumentException e) {
            throw new Refusal(Problems.query("The query is not readable: check its % escapes."));
        }
        if (values.size() > 1) {
            throw new Refusal(Problems.query("The query names " + name + " more than once."));
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    /** Every value of the query parameter; refuses one that is not readable. */
    List<String> queries(String name) {
        try {
            return List.copyOf(request.params(false).getAll(name));
        } catch (IllegalArgumentException e) {
            throw new Refusal(Problems.query("The query is not readable: check its % escapes."));
        }
    }

    /** The header, or null; refuses one that is sent twice. */
    @Nullable String header(String name) {
        List<String> values = request.headers().getAll(name);
        if (values.size() > 1) {
            throw new Refusal(Problems.header(name, "is sent more than once"));
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    /** What the caller's next task of the session may use (contract §2). */
    void budgetHeaders(Spending left) {
        response()
                .putHeader("X-Budget-Tokens-Remaining", Long.toString(left.wireTokens()))
                .putHeader("X-Budget-Time-Remaining-Ms", Long.toString(left.wireTimeMs()))
                .putHeader(
                        "X-Budget-Cost-Remaining",
                        BigDecimal.valueOf(left.wireCost()).stripTrailingZeros().toPlainString());
    }

    /** Whether an answer may still be sent. */
    boolean open() {
        HttpServerResponse response = response();
        return !response.headWritten() && !response.ended() && !response.closed();
    }

    void answer(int status, JsonNode body) {
        if (open()) {
            response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .end(body.toString());
        }
    }

    void answer(int status, String contentType, Buffer body) {
        if (open()) {
            response().setStatusCode(status).putHeader("Content-Type", contentType).end(body);
        }
    }

    void answerEmpty(int status) {
        if (open()) {
            response().setStatusCode(status).end();
        }
    }

    /** The core has the task that came with it, which is what traces tell from here on. */
    void isTask() {
        span.isTask();
    }

    /** What to do about the rest of the request once it is refused. */
    void afterRefusal(Runnable action) {
        afterRefusal = action;
    }

    void refuse(Problem problem) {
        span.refused(problem);
        errors.send(response(), problem, operation.shape());
        afterRefusal.run();
    }

    ErrorAnswers errors() {
        return errors;
    }

    void fail(Throwable failure) {
        if (failure instanceof Bodies.ClientGone) {
            return;
        }
        refuse(errors.problemOf(failure, Asked.of(request, correlationId, caller)));
    }

    /**
     * Goes on with the stage's value on this event loop; what the stage or {@code next} throws is
     * answered.
     */
    <T> void whenDone(CompletionStage<T> stage, Consumer<? super T> next) {
        whenDone(Future.fromCompletionStage(stage, context), next);
    }

    <T> void whenDone(Future<T> future, Consumer<? super T> next) {
        future.onComplete(done -> {
            if (done.failed()) {
                fail(done.cause());
                return;
            }
            try {
                next.accept(done.result());
            } catch (RuntimeException e) {
                fail(e);
            }
        });
    }
}
