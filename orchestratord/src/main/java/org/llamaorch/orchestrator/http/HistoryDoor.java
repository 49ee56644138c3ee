package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpServerRequest;
import org.llamaorch.orchestrator.stream.Listeners;
import org.llamaorch.orchestrator.stream.OpenAiFailures;
import org.llamaorch.orchestrator.stream.TaskStreams;

/** Attaches responses to the histories of tasks. */
public final class HistoryDoor implements StreamDoor {
    private final TaskStreams streams;
    private final Listeners listeners;

    public HistoryDoor(TaskStreams streams, Listeners listeners) {
        this.streams = streams;
        this.listeners = listeners;
    }

    @Override
    public void submitting(String taskId) {
        listeners.submitting(taskId);
    }

    @Override
    public void submitted(String taskId) {
        streams.submitted(taskId);
    }

    @Override
    public boolean events(HttpServerRequest request, String taskId, long fromId, boolean verbose) {
        return streams.find(taskId)
                .map(stream -> listeners.events(request, stream, fromId, verbose))
                .orElse(false);
    }

    @Override
    public boolean openAi(
            HttpServerRequest request, String taskId, boolean streaming, OpenAiFailures failures) {
        return streams.find(taskId)
                .map(stream ->
                        streaming
                                ? listeners.openAiStream(request, stream, failures)
                                : listeners.openAiWhole(request, stream, failures))
                .orElse(false);
    }
}
