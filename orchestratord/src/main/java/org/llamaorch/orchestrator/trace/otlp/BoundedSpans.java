package org.llamaorch.orchestrator.trace.otlp;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.trace.SpanCounts;

/**
 * Holds the spans that wait for the collector below a bound, and counts what becomes of each. A
 * span is dropped here, where it is counted, before the batches' own queue could be full. Safe from
 * any thread.
 */
final class BoundedSpans implements SpanProcessor {

    private final int most;

    /** Anybody makes requests that are refused; they leave room for the spans of tasks. */
    private final int mostOfRequests;

    private final SpanCounts counts;
    private final AtomicInteger waiting = new AtomicInteger();
    private final SpanProcessor batches;

    /**
     * @param most spans that wait, or are on their way, at once; one of a request is dropped when
     *     half as many do
     * @param batching sends by this exporter; its queue holds at least {@code most}
     */
    BoundedSpans(
            int most,
            SpanCounts counts,
            SpanExporter exporter,
            Function<SpanExporter, SpanProcessor> batching) {
        this.most = most;
        this.mostOfRequests = Math.ceilDiv(most, 2);
        this.counts = counts;
        this.batches = batching.apply(new Counted(exporter));
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        // The batches want ends only.
    }

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!span.getSpanContext().isSampled()) {
            return;
        }
        boolean ofRequest = span.getAttribute(Fields.METHOD) != null;
        if (waiting.incrementAndGet() > (ofRequest ? mostOfRequests : most)) {
            waiting.decrementAndGet();
            counts.count(SpanCounts.Fate.DROPPED, 1, null);
        } else {
            batches.onEnd(span);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode shutdown() {
        return batches.shutdown();
    }

    @Override
    public CompletableResultCode forceFlush() {
        return batches.forceFlush();
    }

    /** Why a batch was not taken, in words for an operator; nothing of what was sent. */
    private static String cause(@Nullable Throwable failure) {
        if (failure == null) {
            return "it took too long";
        }
        Throwable thrown = failure.getCause();
        return thrown == null
                ? "it refuses them"
                : "it does not answer: " + thrown.getClass().getSimpleName();
    }

    /** Counts what its exporter makes of each batch. */
    private final class Counted implements SpanExporter {

        private final SpanExporter exporter;

        Counted(SpanExporter exporter) {
            this.exporter = exporter;
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int size = spans.size();
            CompletableResultCode sent = exporter.export(spans);
            return sent.whenComplete(() -> {
                waiting.addAndGet(-size);
                if (sent.isSuccess()) {
                    counts.count(SpanCounts.Fate.EXPORTED, size, null);
                } else {
                    counts.count(SpanCounts.Fate.FAILED, size, cause(sent.getFailureThrowable()));
                }
            });
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }
}
