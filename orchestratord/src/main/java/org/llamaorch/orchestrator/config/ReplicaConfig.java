package org.llamaorch.orchestrator.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A replica of the configuration.
 *
 * @param url an engine that runs already; null for one that is provisioned and started
 * @param devices where a provisioned one runs, such as {@code cpu}; empty for one with a url
 */
public record ReplicaConfig(String id, @Nullable String url, List<String> devices) {

    public ReplicaConfig {
        devices = List.copyOf(devices);
    }
}
