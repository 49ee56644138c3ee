package org.llamaorch.orchestrator.dispatch;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.llamaorch.core.placement.ReplicaId;

/** The keys that engines ask for, by replica. Safe from any thread. */
public final class EngineKeys {

    private final Map<ReplicaId, String> keys = new ConcurrentHashMap<>();

    /** The key that the replica's engine asks for; empty when it asks for none. */
    public Optional<String> find(ReplicaId replica) {
        return Optional.ofNullable(keys.get(replica));
    }

    /** From now on the replica's engine asks for this key; empty for none. */
    public void set(ReplicaId replica, Optional<String> key) {
        key.ifPresentOrElse(now -> keys.put(replica, now), () -> keys.remove(replica));
    }
}
