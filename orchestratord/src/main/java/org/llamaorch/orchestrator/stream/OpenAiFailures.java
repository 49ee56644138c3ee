package org.llamaorch.orchestrator.stream;

import io.vertx.core.http.HttpServerResponse;
import org.llamaorch.contracts.Terminal;

/** How the OpenAI door words a failure. Called on the response's event loop. */
public interface OpenAiFailures {

    /** The task failed before anything was sent: answer with status, headers and envelope. */
    void answer(HttpServerResponse response, Terminal.Failure failure);

    /** The whole JSON object {@code {"error": ...}} for a failure after the head, one line. */
    byte[] eventData(Terminal.Failure failure);
}
