package org.llamaorch.poolmanager;

import java.util.List;

/**
 * A replica to be run here.
 *
 * @param id such as {@code r0}
 * @param devices its device mask: {@code cpu}, or GPU numbers
 * @param keyed whether its engine asks for a key of its own, a new one for each engine
 */
public record ReplicaRuntimeSpec(String id, List<String> devices, boolean keyed) {

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
