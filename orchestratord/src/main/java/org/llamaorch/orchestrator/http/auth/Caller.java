package org.llamaorch.orchestrator.http.auth;

import java.util.Set;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.Scope;

/**
 * Who sent a request.
 *
 * @param name the key's name, which rotation keeps; tasks, sessions and artifacts belong to it
 * @param scopes what it may do
 * @param priorityCeiling the highest class its tasks queue in
 * @param identity how logs name it: {@code localhost}, or {@code token:} and six hex digits
 */
public record Caller(String name, Set<Scope> scopes, Priority priorityCeiling, String identity) {
    /** The name and identity of requests that need no key. */
    public static final String LOCALHOST = "localhost";

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** The home profile's caller: everything but nodes (contract §1). */
    public static Caller localhost() {
        return new Caller(
                LOCALHOST, Set.of(Scope.DATA, Scope.CONTROL), Priority.INTERACTIVE, LOCALHOST);
    }

    /** Whether it sees what belongs to {@code owner} (B-SEC-002). */
    public boolean sees(String owner) {
        return name.equals(owner) || scopes.contains(Scope.CONTROL);
    }

    /** The class a task of it queues in when it asks for {@code wanted}. */
    public Priority within(Priority wanted) {
        return wanted.compareTo(priorityCeiling) < 0 ? priorityCeiling : wanted;
    }
}
