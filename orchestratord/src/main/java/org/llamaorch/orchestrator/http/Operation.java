package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpMethod;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.llamaorch.contracts.Scope;

/**
 * An operation of the wire contract and what serves it.
 *
 * @param id the operationId in the OpenAPI documents
 * @param path segments, those in braces being parameters, such as {@code /v2/tasks/{id}}
 * @param scopes any of them lets the caller's key in; none for operations that need no caller
 * @param shape how its errors look
 * @param handler called on the event loop with the caller known; must not block
 */
record Operation(
        String id,
        HttpMethod method,
        String path,
        Set<Scope> scopes,
        ErrorAnswers.Shape shape,
        Consumer<Exchange> handler) {
    Operation {
        scopes = Set.copyOf(scopes);
    }

    /** An operation for keys with this scope. */
    static Operation of(
            String id, HttpMethod method, String path, Scope scope, Consumer<Exchange> handler) {
        return new Operation(id, method, path, Set.of(scope), ErrorAnswers.Shape.ENVELOPE, handler);
    }

    /** An operation for nodes and workers: a bearer key with that scope, also at home. */
    static Operation ofNode(String id, HttpMethod method, String path, Consumer<Exchange> handler) {
        return of(id, method, path, Scope.NODE, handler);
    }

    /** An operation for any key. */
    static Operation forAnyKey(
            String id, HttpMethod method, String path, Consumer<Exchange> handler) {
        return new Operation(
                id, method, path, EnumSet.allOf(Scope.class), ErrorAnswers.Shape.ENVELOPE, handler);
    }

    /** An operation that needs no key. */
    static Operation open(String id, HttpMethod method, String path, Consumer<Exchange> handler) {
        return new Operation(id, method, path, Set.of(), ErrorAnswers.Shape.ENVELOPE, handler);
    }

    /** An operation of the OpenAI door. */
    static Operation ofDoor(String id, HttpMethod method, String path, Consumer<Exchange> handler) {
        return new Operation(
                id, method, path, Set.of(Scope.DATA), ErrorAnswers.Shape.OPENAI, handler);
    }

    boolean needsCaller() {
        return !scopes.isEmpty();
    }

    /** Whether nothing but a bearer key will do (contract §1, Exempt). */
    boolean needsBearer() {
        return scopes.equals(Set.of(Scope.NODE));
    }

    List<String> segments() {
        return List.of(path.substring(1).split("/", -1));
    }
}
