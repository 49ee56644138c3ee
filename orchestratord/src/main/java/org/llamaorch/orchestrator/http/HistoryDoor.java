package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import org.llamaorch.orchestrator.stream.Listeners;
import org.llamaorch.orchestrator.stream.OpenAiFailures;
import org.llamaorch.orchestrator.stream.TaskStream;
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
    public boolean events(
            HttpServerResponse response, String taskId, long fromId, boolean verbose) {
        Optional<TaskStream> stream = streams.find(taskId);
        stream.ifPresent(found -> listeners.events(response, found, fromId, verbose));
        return stream.isPresent();
    }

    @Override
    public boolean openAi(
            HttpServerResponse response,
            String taskId,
            boolean streaming,
            OpenAiFailures failures) {
        Optional<TaskStream> stream = streams.find(taskId);
        stream.ifPresent(found -> {
            if (streaming) {
                listeners.openAiStream(response, found, failures);
            } else {
                listeners.openAiWhole(response, found, failures);
            }
        });
        return stream.isPresent();
    }
}
