package org.llamaorch.orchestrator.trace.otlp;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Outcome;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Notice;
import org.llamaorch.core.task.TaskSpec;

/**
 * The spans of a task that lives: one for the task, one for each phase it is in. Guarded by its
 * lock.
 */
final class LiveTrace {

    private final Spans spans;
    private final Span task;
    private final Context below;
    private final long begunNanos;
    private @Nullable Span queue;
    private @Nullable Placement placement;

    /** A placement, which is over when it was told and its attempt has begun. */
    private record Placement(Span span, int attempt, boolean told, long endNanos) {

        private Placement {
            if (told && endNanos > 0) {
                Spans.end(span, endNanos);
            }
        }
    }

    private LiveTrace(Spans spans, TaskSpec spec, long fromNanos) {
        this.spans = spans;
        this.begunNanos = fromNanos;
        this.task = spans.task(spec, fromNanos);
        this.below = Context.root().with(task);
    }

    /** A task that is let in now. */
    static LiveTrace admitted(Spans spans, TaskSpec spec, Admission.Admitted told) {
        long now = spans.now();
        LiveTrace live = new LiveTrace(spans, spec, arrived(spec, now));
        Span admission = spans.phase("admission", live.below, live.begunNanos);
        if (told.poolId() != null) {
            admission.setAttribute(Fields.POOL, told.poolId());
        }
        admission
                .setAttribute(Fields.QUEUE_POSITION, told.queuePosition())
                .setAttribute(Fields.PREDICTED_START_MS, told.predictedStartMs());
        if (told.onTimeProbability() != null) {
            admission.setAttribute(Fields.ON_TIME, told.onTimeProbability());
        }
        Spans.end(admission, now);
        live.waits(now);
        return live;
    }

    /** A task of an earlier life of the daemon; what it did then was lost with that. */
    static LiveTrace takenUp(Spans spans, TaskSpec spec) {
        long now = spans.now();
        LiveTrace live = new LiveTrace(spans, spec, arrived(spec, now));
        live.task.setAttribute(Fields.TAKEN_UP, true);
        live.waits(live.begunNanos);
        return live;
    }

    /** A task that is not let in. */
    static void refused(Spans spans, TaskSpec spec, Admission.Refused refusal) {
        long now = spans.now();
        LiveTrace refused = new LiveTrace(spans, spec, arrived(spec, now));
        Span admission = spans.phase("admission", refused.below, refused.begunNanos);
        for (Span span : List.of(admission, refused.task)) {
            span.setAttribute(Fields.ERROR, refusal.code().name());
            span.setStatus(StatusCode.ERROR);
            if (refusal.poolId() != null) {
                span.setAttribute(Fields.POOL, refusal.poolId());
            }
            Spans.end(span, now);
        }
    }

    /** Clocks may step back; a span does not end before it begins. */
    private static long arrived(TaskSpec spec, long nowNanos) {
        long arrived = spec.trace().arrivedAtNanos();
        return arrived == 0 ? nowNanos : Math.min(arrived, nowNanos);
    }

    SpanContext context() {
        return task.getSpanContext();
    }

    synchronized void placed(Effect.StartAttempt start) {
        long now = spans.now();
        if (queue != null) {
            Spans.end(queue, now);
            queue = null;
        }
        Span span = spans.phase("placement", below, now);
        span.setAttribute(Fields.ATTEMPT, start.attempt());
        Spans.on(span, start.replica());
        Spans.on(task, start.replica());
        placement = new Placement(span, start.attempt(), false, 0);
    }

    synchronized void told(Notice.Placed placed) {
        Placement current = placement;
        if (current != null && current.attempt() == placed.attempt()) {
            current.span()
                    .setAttribute(Fields.CANDIDATES, placed.candidates())
                    .setAttribute(Fields.FALLBACK, placed.fallback());
            placement = new Placement(current.span(), current.attempt(), true, current.endNanos());
        }
    }

    synchronized EngineAttempt begin(Effect.StartAttempt start) {
        long now = spans.now();
        Placement current = placement;
        if (current != null && current.attempt() == start.attempt()) {
            placement = new Placement(current.span(), current.attempt(), current.told(), now);
        }
        return new EngineAttempt(spans, spans.attempt(start, below, now), now);
    }

    /** Back in its place. */
    synchronized void requeued() {
        waits(spans.now());
    }

    synchronized void ended(Notice.Ended ended) {
        long now = spans.now();
        if (queue != null) {
            Spans.end(queue, now);
            queue = null;
        }
        Placement current = placement;
        if (current != null) {
            Spans.end(current.span(), now); // one that has ended stays as it is
        }
        Terminal terminal = ended.terminal();
        task.setAttribute(Fields.OUTCOME, terminal.outcome().wireName());
        task.setAttribute(Fields.TOKENS_OUT, terminal.tokensOut());
        switch (terminal) {
            case Terminal.End end -> {
                task.setAttribute(Fields.TOKENS_IN, end.tokensIn());
                task.setAttribute(Fields.TOKENS_CACHED, end.tokensCached());
                task.setAttribute(Fields.FINISH_REASONS, List.of(end.finishReason().wireName()));
            }
            case Terminal.Failure failure -> {
                task.setAttribute(Fields.ERROR, failure.code().name());
                if (failure.outcome() != Outcome.CANCELED) {
                    task.setStatus(StatusCode.ERROR);
                }
            }
        }
        if (ended.canceledBy() != null) {
            task.setAttribute(Fields.CANCELED_BY, ended.canceledBy().wireName());
        }
        Spans.end(task, Math.max(now, begunNanos));
    }

    private void waits(long fromNanos) {
        queue = spans.phase("queue", below, fromNanos);
    }
}
