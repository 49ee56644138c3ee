package org.llamaorch.orchestrator.trace.otlp;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.task.AttemptEnding;
import org.llamaorch.orchestrator.trace.AttemptTrace;

/**
 * The span of a request to an engine, and below it the one of its decoding, from the first token
 * on. Confined to the event loop of the attempt.
 */
final class EngineAttempt implements AttemptTrace {

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Spans spans;
    private final Span span;
    private final long begunNanos;
    private @Nullable Span decode;

    EngineAttempt(Spans spans, Span span, long begunNanos) {
        this.spans = spans;
        this.span = span;
        this.begunNanos = begunNanos;
    }

    @Override
    public Map<String, String> headers() {
        return Spans.headers(span);
    }

    @Override
    public void firstToken() {
        long now = spans.now();
        span.addEvent("first_token", now, TimeUnit.NANOSECONDS);
        span.setAttribute(Fields.FIRST_CHUNK, (now - begunNanos) / NANOS_PER_SECOND);
        decode = spans.phase("decode", Context.root().with(span), now);
    }

    @Override
    public void ended(AttemptEnding ending) {
        long now = spans.now();
        Span decoding = decode;
        if (ending instanceof AttemptEnding.Completed completed) {
            span.setAttribute(Fields.FINISH_REASONS, List.of(completed.finishReason().wireName()));
            span.setAttribute(Fields.TOKENS_IN, completed.tokensIn());
            span.setAttribute(Fields.TOKENS_OUT, completed.tokensOut());
            span.setAttribute(Fields.TOKENS_CACHED, completed.tokensCached());
        } else {
            span.setAttribute(Fields.ERROR, kind(ending));
            if (!(ending instanceof AttemptEnding.Stopped)) {
                span.setStatus(StatusCode.ERROR);
            }
        }
        if (decoding != null) {
            Spans.end(decoding, now);
        }
        Spans.end(span, now);
    }

    /** In a word of ours: an engine's own may quote the prompt. */
    private static String kind(AttemptEnding ending) {
        return switch (ending) {
            case AttemptEnding.Completed _ -> "";
            case AttemptEnding.EngineFull _ -> "engine_full";
            case AttemptEnding.Rejected _ -> "rejected";
            case AttemptEnding.Misconfigured misconfigured ->
                    Integer.toString(misconfigured.status());
            case AttemptEnding.Faulted(_, int status, _, _) ->
                    status == 0 ? "broken" : Integer.toString(status);
            case AttemptEnding.TimedOut _ -> "timeout";
            case AttemptEnding.Stopped _ -> "stopped";
        };
    }
}
