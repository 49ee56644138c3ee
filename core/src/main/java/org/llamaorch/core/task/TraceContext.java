package org.llamaorch.core.task;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a task belongs among the traces of others: the W3C Trace Context of the request that
 * brought it, and when that came. Immutable; nobody here decides by it.
 *
 * @param traceparent version 00, 55 characters; null when the caller sent none
 * @param tracestate as the caller sent it, at most {@link #STATE_CHARS_MAX} characters; null for
 *     none
 * @param arrivedAtNanos epoch nanoseconds of the request; 0 when that is not known any more
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>
 */
public record TraceContext(
        @Nullable String traceparent, @Nullable String tracestate, long arrivedAtNanos) {

    public static final int STATE_CHARS_MAX = 512;

    /** Nothing is known. */
    public static final TraceContext NONE = new TraceContext(null, null, 0);

    private static final Pattern PARENT =
            Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final int TRACE_ID_FROM = 3;
    private static final int TRACE_ID_TO = 35;

    public TraceContext {
        if (traceparent != null && !PARENT.matcher(traceparent).matches()) {
            throw new IllegalArgumentException("this is no traceparent of version 00");
        }
        if (tracestate != null && (traceparent == null || tracestate.length() > STATE_CHARS_MAX)) {
            throw new IllegalArgumentException(
                    "a tracestate goes with a traceparent, and is short");
        }
    }

    /** The trace that the caller's request is of, 32 hex digits; null when the caller sent none. */
    public @Nullable String traceId() {
        return traceparent == null ? null : traceparent.substring(TRACE_ID_FROM, TRACE_ID_TO);
    }
}
