package org.llamaorch.orchestrator.dispatch;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys that engines ask for, by their url: while a pool changes its model a replica has two
 * engines, each with a key of its own. Safe from any thread.
 */
public final class EngineKeys {

    private final Map<String, String> keys = new ConcurrentHashMap<>();

    /** The key that the engine at {@code url} asks for; empty when it asks for none. */
    public Optional<String> find(String url) {
        return Optional.ofNullable(keys.get(url));
    }

    /** From now on the engine at {@code url} asks for this key; empty for none. */
    public void set(String url, Optional<String> key) {
        key.ifPresentOrElse(now -> keys.put(url, now), () -> keys.remove(url));
    }
}
