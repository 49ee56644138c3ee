package org.llamaorch.orchestrator.stream;

import io.netty.channel.EventLoop;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Attaches responses to streams. Call on the response's own event loop, with the headers that are
 * not about the stream (correlation id, budget) already put; a closed response detaches by itself.
 */
public final class Listeners {

    private final TaskStreams streams;
    private final MetricsSource metrics;
    private final Map<EventLoop, EventLoopPulse> pulses = new ConcurrentHashMap<>();

    public Listeners(TaskStreams streams, MetricsSource metrics) {
        this.streams = streams;
        this.metrics = metrics;
    }

    /** A caller on this event loop is about to submit the task; see {@link TaskStream#home}. */
    public void submitting(String taskId) {
        streams.submitting(taskId, context().nettyEventLoop());
    }

    /**
     * {@code GET /v2/tasks/{id}/events}: answers 200 and streams from frame {@code fromId}
     * inclusive ({@code Last-Event-ID} + 1, or {@code from}, or 0); 204 when the terminal frame
     * lies before it (B-RES-001 to 007). An id beyond an unfinished history counts as its end.
     *
     * @return false, with the response untouched, when the stream is no longer kept
     */
    public boolean events(
            HttpServerRequest request, TaskStream stream, long fromId, boolean verbose) {
        int terminal = stream.log().terminalId();
        if (terminal >= 0 && fromId > terminal) {
            request.response().setStatusCode(204).end();
            return true;
        }
        int from = (int) Math.max(0, Math.min(fromId, stream.frames()));
        return new EventStreamListener(
                        request, stream, pulse(context()), streams, metrics, from, verbose)
                .attach();
    }

    /**
     * The OpenAI door with {@code stream: true}: chunks, then {@code [DONE]} (B-OAI-002, 003).
     *
     * @return false, with the response untouched, when the stream is no longer kept
     */
    public boolean openAiStream(
            HttpServerRequest request, TaskStream stream, OpenAiFailures failures) {
        return new OpenAiListener(request, stream, pulse(context()), streams.settings(), failures)
                .attach();
    }

    /**
     * The OpenAI door without streaming: one answer assembled from the chunks (B-OAI-002, 008).
     *
     * @return false, with the response untouched, when the stream is no longer kept
     */
    public boolean openAiWhole(
            HttpServerRequest request, TaskStream stream, OpenAiFailures failures) {
        ContextInternal context = context();
        return new WholeAnswerListener(
                        request, stream, pulse(context), streams.settings(), failures, context)
                .attach();
    }

    private EventLoopPulse pulse(ContextInternal context) {
        return pulses.computeIfAbsent(
                context.nettyEventLoop(), loop -> new EventLoopPulse(loop, streams.settings()));
    }

    private static ContextInternal context() {
        ContextInternal context = ContextInternal.current();
        if (context == null || !context.nettyEventLoop().inEventLoop()) {
            throw new IllegalStateException("listeners are attached on the response's event loop");
        }
        return context;
    }
}
