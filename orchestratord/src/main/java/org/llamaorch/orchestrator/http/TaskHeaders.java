package org.llamaorch.orchestrator.http;

import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.http.task.Ids;
import org.llamaorch.orchestrator.http.task.TaskOrigin;

/** What the head and the query of a request say about a task. */
final class TaskHeaders {
    private TaskHeaders() {}

    private static @Nullable String idempotencyKey(Exchange exchange) {
        String key = exchange.header("Idempotency-Key");
        if (key != null && !Ids.isValidKey(key)) {
            throw new Refusal(
                    Problems.header(
                            "Idempotency-Key",
                            "must be 1 to %d printable ASCII characters"
                                    .formatted(Ids.KEY_LENGTH_MAX)));
        }
        return key;
    }

    /** Who sends the task and what the head demands of it; the setting's demand holds as well. */
    static TaskOrigin origin(Exchange exchange, boolean trustStrict) {
        return new TaskOrigin(
                exchange.caller(),
                exchange.correlationId(),
                TraceHeaders.read(exchange.request().headers()),
                idempotencyKey(exchange),
                asksForTrust(exchange) || trustStrict);
    }

    private static boolean asksForTrust(Exchange exchange) {
        String policy = exchange.header("X-Trust-Policy");
        if (policy == null || policy.equals("permissive")) {
            return false;
        }
        if (!policy.equals("strict")) {
            throw new Refusal(Problems.header("X-Trust-Policy", "must be strict or permissive"));
        }
        return true;
    }

    static boolean flag(String name, @Nullable String value) {
        return switch (value) {
            case null -> false;
            case "true" -> true;
            case "false" -> false;
            default -> throw new Refusal(Problems.query(name + " must be true or false."));
        };
    }

    /**
     * The first frame a stream starts with: behind {@code Last-Event-ID}, else at {@code from},
     * else 0 (B-RES-002). Numbers too large for a history mean its end.
     */
    static long firstFrame(Exchange exchange) {
        String from = exchange.query("from");
        String last = exchange.header("Last-Event-ID");
        long included = from == null ? 0 : frame("from", from);
        return last == null ? included : frame("Last-Event-ID", last) + 1;
    }

    private static long frame(String name, String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Refusal(
                    Problems.query(name + " must be the number of a frame: digits only."));
        }
        try {
            return Math.min(Long.parseLong(text), Integer.MAX_VALUE);
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
    }
}
