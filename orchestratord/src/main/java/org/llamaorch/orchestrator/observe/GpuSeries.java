package org.llamaorch.orchestrator.observe;

import java.util.Map;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.gpu.Gpu;

/** Shows the GPUs of a replica. */
final class GpuSeries {

    private GpuSeries() {}

    /** Each GPU that was looked at; else what its memory is known to be, on all its devices. */
    static void show(SeriesSet series, ReplicaStatus status, Map<String, Gpu> seen) {
        if (seen.isEmpty()) {
            String devices = String.join(",", status.devices());
            series.set("gpu_utilization", 0, EngineLabels.labels(status, devices));
            series.set(
                    "vram_used_bytes",
                    (double) Math.max(0, status.vramTotalBytes() - status.vramFreeBytes()),
                    EngineLabels.labels(status, devices));
        }
        seen.forEach((device, gpu) -> {
            String[] labels = EngineLabels.labels(status, device);
            series.set("gpu_utilization", Math.max(0, gpu.utilizationPercent()), labels);
            series.set(
                    "vram_used_bytes",
                    (double) Math.max(0, gpu.memoryTotalBytes() - gpu.memoryFreeBytes()),
                    labels);
        });
    }
}
