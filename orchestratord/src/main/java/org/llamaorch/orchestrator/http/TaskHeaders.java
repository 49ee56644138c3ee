package org.llamaorch.orchestrator.http;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.orchestrator.http.task.Ids;

/** What the head and the query of a request say about a task. */
final class TaskHeaders {
    private TaskHeaders() {}

    static @Nullable String idempotencyKey(Exchange exchange) {
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

    /** Whether the request asks for trusted models only. */
    static boolean trustStrict(Exchange exchange) {
        String policy = exchange.header("X-Trust-Policy");
        if (policy == null || policy.equals("permissive")) {
            return false;
        }
        if (!policy.equals("strict")) {
            throw new Refusal(Problems.header("X-Trust-Policy", "must be strict or permissive"));
        }
        return true;
    }

    /** Models are what the pools serve; none of them comes with a signature and an SBOM. */
    static Problem untrusted() {
        return Problem.of(
                ErrorCode.UNTRUSTED_ARTIFACT,
                "The trust policy is strict and the model has no signature and no SBOM. Send X-Trust-Policy: permissive or leave it out.");
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
