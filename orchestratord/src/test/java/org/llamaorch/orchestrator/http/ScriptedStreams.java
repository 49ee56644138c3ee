package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.orchestrator.stream.OpenAiFailures;

/** Streams that answer as the test tells them. Safe from any thread. */
final class ScriptedStreams implements StreamDoor {
    final List<String> attached = new CopyOnWriteArrayList<>();
    final Set<String> gone = ConcurrentHashMap.newKeySet();
    volatile Terminal.@Nullable Failure failure;

    @Override
    public void submitting(String taskId) {}

    @Override
    public void submitted(String taskId) {}

    @Override
    public boolean events(HttpServerRequest request, String taskId, long fromId, boolean verbose) {
        if (gone.contains(taskId)) {
            return false;
        }
        attached.add(taskId + " from " + fromId + (verbose ? " verbose" : ""));
        request.response()
                .putHeader("Content-Type", "text/event-stream")
                .setChunked(true)
                .end("id: 0\nevent: started\ndata: {}\n\n");
        return true;
    }

    @Override
    public boolean openAi(
            HttpServerRequest request, String taskId, boolean streaming, OpenAiFailures failures) {
        if (gone.contains(taskId)) {
            return false;
        }
        attached.add(taskId + (streaming ? " streaming" : " whole"));
        HttpServerResponse response = request.response();
        Terminal.Failure failed = failure;
        if (failed != null) {
            failures.answer(response, failed);
        } else if (streaming) {
            response.putHeader("Content-Type", "text/event-stream")
                    .setChunked(true)
                    .end("data: [DONE]\n\n");
        } else {
            response.putHeader("Content-Type", "application/json")
                    .end("{\"choices\":[],\"data\":[],\"results\":[]}");
        }
        return true;
    }
}
