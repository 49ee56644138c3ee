package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Scope;

/**
 * An operation of the wire contract and what serves it.
 *
 * @param id the operationId in the OpenAPI documents
 * @param path segments, those in braces being parameters, such as {@code /v2/tasks/{id}}
 * @param scope what the caller's key must have; null for the operations that need no caller
 * @param shape how its errors look
 * @param handler called on the event loop with the caller known; must not block
 */
record Operation(
        String id,
        HttpMethod method,
        String path,
        @Nullable Scope scope,
        ErrorAnswers.Shape shape,
        Consumer<Exchange> handler) {

    static Operation of(
            String id,
            HttpMethod method,
            String path,
            @Nullable Scope scope,
            Consumer<Exchange> handler) {
        return new Operation(id, method, path, scope, ErrorAnswers.Shape.ENVELOPE, handler);
    }

    /** An operation of the OpenAI door. */
    static Operation ofDoor(String id, HttpMethod method, String path, Consumer<Exchange> handler) {
        return new Operation(id, method, path, Scope.DATA, ErrorAnswers.Shape.OPENAI, handler);
    }

    List<String> segments() {
        return List.of(path.substring(1).split("/", -1));
    }
}
