package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpServerRequest;
import org.llamaorch.orchestrator.stream.OpenAiFailures;

/**
 * The token streams as HTTP sees them. Called on the response's event loop, with every header put
 * that is not about the stream; from then on the response belongs to the stream.
 */
public interface StreamDoor {
    /**
     * Says that a caller on this event loop is about to submit the task; what the engine sends is
     * then read on this loop. {@link #submitted} must follow.
     */
    void submitting(String taskId);

    /** The submission was answered, or failed. */
    void submitted(String taskId);

    /**
     * Attaches a listener to the task's events from frame {@code fromId}, inclusive.
     *
     * @return false when no stream of this task is kept: nothing was done with the response
     */
    boolean events(HttpServerRequest request, String taskId, long fromId, boolean verbose);

    /**
     * Attaches an answer of the OpenAI door.
     *
     * @param streaming whether chunks are passed on as they come; else one answer at the end
     * @return false when no stream of this task is kept: nothing was done with the response
     */
    boolean openAi(
            HttpServerRequest request, String taskId, boolean streaming, OpenAiFailures failures);
}
