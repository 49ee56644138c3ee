package org.llamaorch.core.session;

import org.jspecify.annotations.Nullable;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.placement.ReplicaId;

/**
 * A caller's session: metadata only, never a prompt, a message or an output (B-SS-023).
 *
 * @param turns finished tasks
 * @param lastUsedAtMs epoch milliseconds of its last use; its time to live runs from here
 * @param lastReplica where its KV cache may still be warm; null when nowhere
 * @param used what its ended tasks have used
 */
public record Session(
        String caller,
        String sessionId,
        int turns,
        long lastUsedAtMs,
        @Nullable ReplicaId lastReplica,
        Spending used) {

    Session usedAt(long atMs) {
        return new Session(caller, sessionId, turns, atMs, lastReplica, used);
    }
}
