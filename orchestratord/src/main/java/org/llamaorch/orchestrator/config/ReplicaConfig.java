package org.llamaorch.orchestrator.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A replica of the configuration.
 *
 * @param url an engine that runs already; null for one that is provisioned and started
 * @param devices where a provisioned one runs, such as {@code cpu}; empty for one with a url
 * @param tensorSplit the share of its model on each of its GPUs; empty spreads it evenly
 * @param apiKey the key that an engine at a url asks for; null when it asks for none
 */
public record ReplicaConfig(
        String id,
        @Nullable String url,
        List<String> devices,
        List<Double> tensorSplit,
        @Nullable String apiKey) {

    public ReplicaConfig {
        devices = List.copyOf(devices);
        tensorSplit = List.copyOf(tensorSplit);
    }

    @Override
    public String toString() {
        return "ReplicaConfig[id="
                + id
                + ", url="
                + url
                + ", devices="
                + devices
                + ", tensorSplit="
                + tensorSplit
                + ", apiKey="
                + (apiKey == null ? "none" : "****")
                + "]";
    }
}
