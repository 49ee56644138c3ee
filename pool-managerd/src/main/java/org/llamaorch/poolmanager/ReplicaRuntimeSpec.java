package org.llamaorch.poolmanager;

import java.util.List;
import org.llamaorch.poolmanager.gpu.GpuMask;

/**
 * A replica to be run here.
 *
 * @param id such as {@code r0}
 * @param devices its device mask: {@code cpu}, or GPU numbers
 * @param tensorSplit the share of the model on each of its GPUs; empty spreads it evenly
 * @param keyed whether its engine asks for a key of its own, a new one for each engine
 */
public record ReplicaRuntimeSpec(
        String id, List<String> devices, List<Double> tensorSplit, boolean keyed) {

    public ReplicaRuntimeSpec {
        devices = List.copyOf(devices);
        tensorSplit = List.copyOf(tensorSplit);
        if (devices.isEmpty()) {
            throw new IllegalArgumentException("a replica names its devices");
        }
    }

    /** One whose model is spread evenly. */
    public ReplicaRuntimeSpec(String id, List<String> devices, boolean keyed) {
        this(id, devices, List.of(), keyed);
    }

    /** Whether it runs on the processor. */
    public boolean onProcessor() {
        return devices.contains("cpu");
    }

    /** Its GPUs; nothing for one that runs on the processor. */
    public GpuMask gpus() {
        return onProcessor() ? new GpuMask(List.of()) : new GpuMask(devices, tensorSplit);
    }
}
