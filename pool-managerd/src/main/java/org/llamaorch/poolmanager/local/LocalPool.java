package org.llamaorch.poolmanager.local;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.PoolRuntimeSpec;

/**
 * A pool as it is now. Immutable.
 *
 * @param spec what it runs, with the model it serves
 * @param state where it is
 * @param replicas all that are configured, in that order
 * @param preparing what still has to happen before it serves
 */
public record LocalPool(
        PoolRuntimeSpec spec,
        State state,
        List<ReplicaStatus> replicas,
        List<PreparationStep> preparing) {

    /** Where a pool is. */
    public enum State {
        /** Its engines are run. */
        RUNNING("running"),
        /** It is given nothing new, and its engines end when nothing runs any more. */
        DRAINING("draining"),
        /** Its engines were ended; a preload starts them. */
        DRAINED("drained");

        private final String word;

        State(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public LocalPool {
        replicas = List.copyOf(replicas);
        preparing = List.copyOf(preparing);
    }

    /** Whether a replica may be given work. */
    public boolean ready() {
        return state == State.RUNNING && replicas.stream().anyMatch(ReplicaStatus::ready);
    }

    /** Whether supervision keeps at least one engine going. */
    public boolean live() {
        return state != State.DRAINED && replicas.stream().anyMatch(ReplicaStatus::live);
    }

    /** Why a replica is not ready, or its last crash; null without one. */
    public @Nullable String lastError() {
        return replicas.stream()
                .map(ReplicaStatus::lastError)
                .filter(error -> error != null)
                .findFirst()
                .orElse(null);
    }
}
