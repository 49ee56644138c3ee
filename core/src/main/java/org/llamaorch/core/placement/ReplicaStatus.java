package org.llamaorch.core.placement;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.contracts.Workload;

/**
 * What is known of one replica: told by supervision, by the health poll, by registration or a
 * handoff file.
 *
 * @param url base of the engine's HTTP interface, such as {@code http://127.0.0.1:8081}
 * @param models every name it answers to: what the engine reports, the pool's model and aliases
 * @param modelDigest {@code sha256:HEX} of the loaded model; null when not known
 * @param slots how many requests it decodes at once; 0 while not known
 * @param ctxMax tokens of context a slot has; 0 while not known
 * @param devices the devices it runs on, such as {@code 0}, {@code 1} or {@code cpu}
 * @param live the process answers health (or is started and supervised)
 * @param ready it has decoded a token and may be given work
 * @param lastError why it is not ready, or the last crash; null without one
 * @param retryAtMs epoch milliseconds when supervision tries again; 0 when it is not waiting
 * @param breakerOpen supervision starts it no more until {@code retryAtMs}: it crashed too often
 * @param vramTotalBytes memory of its devices; 0 while not known
 * @param vramFreeBytes free memory of its devices; 0 while not known
 * @param origin who named it
 */
public record ReplicaStatus(
        ReplicaId id,
        String url,
        EngineKind engine,
        String engineVersion,
        List<String> models,
        @Nullable String modelDigest,
        int slots,
        int ctxMax,
        Set<Workload> workloads,
        List<String> devices,
        boolean live,
        boolean ready,
        @Nullable String lastError,
        long retryAtMs,
        boolean breakerOpen,
        long vramTotalBytes,
        long vramFreeBytes,
        ReplicaOrigin origin) {

    public ReplicaStatus {
        models = List.copyOf(models);
        workloads = Set.copyOf(workloads);
        devices = List.copyOf(devices);
    }

    /** One that the configuration names, and supervision does not hold back. */
    public ReplicaStatus(
            ReplicaId id,
            String url,
            EngineKind engine,
            String engineVersion,
            List<String> models,
            @Nullable String modelDigest,
            int slots,
            int ctxMax,
            Set<Workload> workloads,
            List<String> devices,
            boolean live,
            boolean ready,
            @Nullable String lastError,
            long retryAtMs,
            long vramTotalBytes,
            long vramFreeBytes) {
        this(
                id,
                url,
                engine,
                engineVersion,
                models,
                modelDigest,
                slots,
                ctxMax,
                workloads,
                devices,
                live,
                ready,
                lastError,
                retryAtMs,
                false,
                vramTotalBytes,
                vramFreeBytes,
                ReplicaOrigin.CONFIGURATION);
    }

    /**
     * The same binding while nothing is known of its health and free memory: not live, not ready.
     */
    public ReplicaStatus unreported(@Nullable String why) {
        return new ReplicaStatus(
                id,
                url,
                engine,
                engineVersion,
                models,
                modelDigest,
                slots,
                ctxMax,
                workloads,
                devices,
                false,
                false,
                why,
                0,
                false,
                vramTotalBytes,
                0,
                origin);
    }

    /** The same with memory of its devices as it was last seen. */
    public ReplicaStatus withVram(long totalBytes, long freeBytes) {
        return new ReplicaStatus(
                id,
                url,
                engine,
                engineVersion,
                models,
                modelDigest,
                slots,
                ctxMax,
                workloads,
                devices,
                live,
                ready,
                lastError,
                retryAtMs,
                breakerOpen,
                totalBytes,
                freeBytes,
                origin);
    }
}
