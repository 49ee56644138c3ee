package org.llamaorch.orchestrator.http;

import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.task.TraceContext;

/**
 * Reads the W3C Trace Context of a request. What is wrong or too long is as if it was not sent: a
 * trace is never a reason to refuse a task.
 */
final class TraceHeaders {

    private static final Pattern PARENT =
            Pattern.compile(
                    "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32}-)(?!0{16})([0-9a-f]{16}-[0-9a-f]{2})(-.*)?");

    private TraceHeaders() {}

    /** Of a request that comes now. */
    static TraceContext read(MultiMap headers) {
        return read(headers, nowNanos());
    }

    /**
     * Of a request that came before.
     *
     * @param arrivedAtNanos epoch nanoseconds
     */
    static TraceContext read(MultiMap headers, long arrivedAtNanos) {
        String parent = parent(headers.getAll("traceparent"));
        return new TraceContext(
                parent,
                parent == null ? null : state(headers.getAll("tracestate")),
                arrivedAtNanos);
    }

    /** A later version's begins as version 00's does, and goes on as that. */
    private static @Nullable String parent(List<String> sent) {
        if (sent.size() != 1) {
            return null;
        }
        Matcher matcher = PARENT.matcher(sent.getFirst());
        boolean fits =
                matcher.matches()
                        && (matcher.group(3) == null || !sent.getFirst().startsWith("00"));
        return fits ? "00-" + matcher.group(1) + matcher.group(2) : null;
    }

    /** Several headers are one list. */
    private static @Nullable String state(List<String> sent) {
        String joined = String.join(",", sent);
        boolean fits =
                !joined.isBlank()
                        && joined.length() <= TraceContext.STATE_CHARS_MAX
                        && joined.chars().allMatch(c -> c >= ' ' && c < 127);
        return fits ? joined : null;
    }

    /** Epoch nanoseconds. */
    static long nowNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }
}
