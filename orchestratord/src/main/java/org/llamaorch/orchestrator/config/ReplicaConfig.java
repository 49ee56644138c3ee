package org.llamaorch.orchestrator.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A replica of the configuration.
 *
 * @param url an engine that runs already; null for one that is provisioned and started
 * @param devices where a provisioned one runs, such as {@code cpu}; empty for one with a url
 * @param apiKey the key that an engine at a url asks for; null when it asks for none
 */
public record ReplicaConfig(
        String id, @Nullable String url, List<String> devices, @Nullable String apiKey) {

    public ReplicaConfig {
        devices = List.copyOf(devices);
    }

    @Override
    public String toString() {
        return "ReplicaConfig[id="
                + id
                + ", url="
                + url
                + ", devices="
                + devices
                + ", apiKey="
                + (apiKey == null ? "none" : "****")
                + "]";
    }
}
