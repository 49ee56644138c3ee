package org.llamaorch.orchestrator.stream;

import io.vertx.core.http.HttpServerResponse;

/**
 * Attaches responses to streams. Call on the response's own event loop, with the headers that are
 * not about the stream (correlation id, budget) already put; a closed response detaches by itself.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Listeners {

    public Listeners(StreamSettings settings, MetricsSource metrics, ListenerCounts counts) {}

    /**
     * {@code GET /v2/tasks/{id}/events}: answers 200 and streams from frame {@code fromId}
     * inclusive ({@code Last-Event-ID} + 1, or {@code from}, or 0); 204 when the terminal frame
     * lies before it (B-RES-001 to 007).
     */
    public void events(
            HttpServerResponse response, TaskStream stream, long fromId, boolean verbose) {
        throw new UnsupportedOperationException();
    }

    /** The OpenAI door with {@code stream: true}: chunks, then {@code [DONE]} (B-OAI-002, 003). */
    public void openAiStream(
            HttpServerResponse response, TaskStream stream, OpenAiFailures failures) {
        throw new UnsupportedOperationException();
    }

    /** The OpenAI door without streaming: one answer assembled from the chunks (B-OAI-002, 008). */
    public void openAiWhole(
            HttpServerResponse response, TaskStream stream, OpenAiFailures failures) {
        throw new UnsupportedOperationException();
    }
}
