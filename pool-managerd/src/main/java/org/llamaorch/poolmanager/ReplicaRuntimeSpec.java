package org.llamaorch.poolmanager;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A replica to be run here.
 *
 * @param id such as {@code r0}
 * @param devices its device mask: {@code cpu}, or GPU numbers
 * @param apiKeyFile a file with the key its engine shall ask for; null for none
 */
public record ReplicaRuntimeSpec(String id, List<String> devices, @Nullable Path apiKeyFile) {

    public ReplicaRuntimeSpec {
        devices = List.copyOf(devices);
        if (devices.isEmpty()) {
            throw new IllegalArgumentException("a replica names its devices");
        }
    }

    /** Whether it runs on the processor. */
    public boolean onProcessor() {
        return devices.contains("cpu");
    }
}
