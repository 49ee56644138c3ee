package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.orchestrator.http.json.InvalidMember;
import org.llamaorch.orchestrator.loop.CoreUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one place where a problem becomes an answer: status, headers and body, in the envelope of
 * {@code /v2} or in the OpenAI API's error object (contract §1, B-ERR, B-OAI-006). Safe from any
 * thread; responses are used on their own event loop.
 */
public final class ErrorAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
    private static final long RETRY_AFTER_SECONDS_MAX = 60;
    private static final double JITTER = 0.2;

    private final long retryAfterMs;

    /**
     * @param retryAfterMs the wait told with a 429 or 503 for which nobody computed one
     */
    public ErrorAnswers(long retryAfterMs) {
        this.retryAfterMs = retryAfterMs;
    }

    /** Which API's shape an error has. */
    public enum Shape {
        ENVELOPE,
        OPENAI
    }

    /**
     * What {@code failure} means to the client. Anything but a wrong member or a refusal is a
     * defect: it is logged with its stack and the correlation id, and the client is told no more
     * than that (B-DP-006).
     */
    Problem problemOf(Throwable failure, Asked asked) {
        return switch (failure) {
            case InvalidMember invalid -> Problem.of(invalid);
            case Refusal refusal -> refusal.problem();
            case CompletionException wrapped when wrapped.getCause() != null ->
                    problemOf(wrapped.getCause(), asked);
            case ExecutionException wrapped when wrapped.getCause() != null ->
                    problemOf(wrapped.getCause(), asked);
            case CoreUnavailable.Busy busy -> Problem.busy(busy.retryAfterMs());
            case CoreUnavailable.Stopped _ ->
                    Problem.of(
                            ErrorCode.SHUTTING_DOWN,
                            "The service is stopping. Send it again once it is back.");
            case CoreUnavailable.Defect _ -> Problem.internal();
            case RejectedExecutionException _ ->
                    Problem.throttled(
                            "reject", "Too much waits to be written. Send it again later.");
            case UncheckedIOException disk when isFull(disk.getCause()) ->
                    Problem.of(
                            ErrorCode.JOURNAL_FULL,
                            "The disk is full; free some space and send it again.");
            default -> {
                LOG.atError()
                        .setCause(failure)
                        .addKeyValue("correlation_id", asked.correlationId())
                        .addKeyValue("identity", asked.identity())
                        .addKeyValue("actor", "http")
                        .addKeyValue("action", "fail")
                        .addKeyValue("target", asked.target())
                        .addKeyValue("error_kind", ErrorCode.INTERNAL.name())
                        .log("A request fails because of a defect in the orchestrator.");
                yield Problem.internal();
            }
        };
    }

    /** The system says it in a sentence; the platform has no exception of its own for it. */
    private static boolean isFull(@Nullable IOException cause) {
        String said = cause == null ? null : cause.getMessage();
        return said != null
                && (said.contains("No space left on device") || said.contains("quota exceeded"));
    }

    /** Sends the problem, unless the answer has begun or the client is gone. */
    public void send(HttpServerResponse response, Problem problem, Shape shape) {
        if (response.headWritten() || response.ended() || response.closed()) {
            return;
        }
        Problem complete = withWait(problem);
        response.setStatusCode(complete.status());
        Long waitMs = waits(complete) ? complete.retryAfterMs() : null;
        if (waitMs != null) {
            response.putHeader("Retry-After", Long.toString(retryAfterSeconds(waitMs)));
            response.putHeader("X-Backoff-Ms", Long.toString(waitMs));
            if (shape == Shape.OPENAI) {
                response.putHeader("retry-after-ms", Long.toString(waitMs));
            }
        }
        if (complete.allow() != null) {
            response.putHeader("Allow", complete.allow());
        }
        if (complete.status() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        response.putHeader("Content-Type", "application/json");
        ObjectNode body = shape == Shape.OPENAI ? openAi(complete) : envelope(complete);
        response.end(body.toString());
    }

    /** The OpenAI API's error object for a failure after the head was sent, on one line. */
    public byte[] openAiEvent(Terminal.Failure failure) {
        return openAi(withWait(Problem.of(failure))).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The envelope; members that are absent are left out. */
    static ObjectNode envelope(Problem problem) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (problem.number() != 0) {
            body.put("code", problem.number());
        } else {
            body.put("code", problem.name());
        }
        body.put("message", problem.message());
        if (problem.engine() != null) {
            body.put("engine", problem.engine().wireName());
        }
        putText(body, "pool_id", problem.poolId());
        putText(body, "field", problem.field());
        if (problem.retriable() != null) {
            body.put("retriable", problem.retriable());
        }
        if (problem.retryAfterMs() != null) {
            body.put("retry_after_ms", problem.retryAfterMs());
        }
        putText(body, "policy_label", problem.policyLabel());
        putText(body, "hint", problem.hint());
        return body;
    }

    /** {@code {"error": {message, type, param, code}}}; param and code may be null there. */
    static ObjectNode openAi(Problem problem) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode error = body.putObject("error");
        error.put(
                "message",
                problem.number() != 0 && problem.hint() != null
                        ? problem.message() + ": " + problem.hint()
                        : problem.message());
        error.put("type", type(problem.status()));
        error.put("param", parameter(problem.field()));
        error.put("code", problem.name());
        if (problem.retryAfterMs() != null) {
            error.put("retry_after_ms", problem.retryAfterMs());
        }
        if (problem.number() == 0) {
            putText(error, "hint", problem.hint());
        }
        return body;
    }

    /** The error types that this API's own clients know. */
    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 429 -> "rate_limit_error";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }

    /** {@code /messages/0/role} is named {@code messages[0].role} in this API. */
    private static @Nullable String parameter(@Nullable String pointer) {
        if (pointer == null || pointer.isEmpty()) {
            return null;
        }
        StringBuilder name = new StringBuilder();
        for (String part : pointer.substring(1).split("/", -1)) {
            String token = part.replace("~1", "/").replace("~0", "~");
            if (!token.isEmpty() && token.chars().allMatch(c -> c >= '0' && c <= '9')) {
                name.append('[').append(token).append(']');
            } else {
                name.append(name.isEmpty() ? "" : ".").append(token);
            }
        }
        return name.toString();
    }

    private static boolean waits(Problem problem) {
        return problem.status() == 429 || problem.status() == 503;
    }

    /** A 429 or 503 always says how long to wait; jitter keeps callers from coming back at once. */
    private Problem withWait(Problem problem) {
        if (!waits(problem) || problem.retryAfterMs() != null) {
            return problem;
        }
        double factor = ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER);
        return new Problem(
                problem.status(),
                problem.name(),
                problem.number(),
                problem.message(),
                problem.engine(),
                problem.poolId(),
                problem.field(),
                true,
                Math.max(1, Math.round(retryAfterMs * factor)),
                problem.policyLabel(),
                problem.hint(),
                problem.allow());
    }

    /** Whole seconds, rounded up, 1 to 60. */
    static long retryAfterSeconds(long waitMs) {
        return Math.clamp(Math.ceilDiv(waitMs, 1000L), 1, RETRY_AFTER_SECONDS_MAX);
    }

    private static void putText(ObjectNode body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }
}
