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
 * @param condition how it is
 * @param vram memory of its devices
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
        ReplicaCondition condition,
        Vram vram,
        ReplicaOrigin origin) {

    public ReplicaStatus {
        models = List.copyOf(models);
        workloads = Set.copyOf(workloads);
        devices = List.copyOf(devices);
    }

    /** {@link ReplicaCondition#live} of its condition. */
    public boolean live() {
        return condition.live();
    }

    /** {@link ReplicaCondition#ready} of its condition. */
    public boolean ready() {
        return condition.ready();
    }

    /** {@link ReplicaCondition#lastError} of its condition. */
    public @Nullable String lastError() {
        return condition.lastError();
    }

    /** {@link ReplicaCondition#retryAtMs} of its condition. */
    public long retryAtMs() {
        return condition.retryAtMs();
    }

    /** {@link ReplicaCondition#breakerOpen} of its condition. */
    public boolean breakerOpen() {
        return condition.breakerOpen();
    }

    /** Memory of its devices; 0 while not known. */
    public long vramTotalBytes() {
        return vram.totalBytes();
    }

    /** Free memory of its devices; 0 while not known. */
    public long vramFreeBytes() {
        return vram.freeBytes();
    }

    /**
     * The same binding while nothing is known of its health and free memory: not live, not ready.
     */
    public ReplicaStatus unreported(@Nullable String why) {
        return with(ReplicaCondition.down(why), new Vram(vram.totalBytes(), 0));
    }

    /** The same, but given no work, and why. */
    public ReplicaStatus withheld(String why) {
        return with(
                new ReplicaCondition(
                        condition.live(),
                        false,
                        why,
                        condition.retryAtMs(),
                        condition.breakerOpen()),
                vram);
    }

    /** The same with memory of its devices as it was last seen. */
    public ReplicaStatus withVram(long totalBytes, long freeBytes) {
        return with(condition, new Vram(totalBytes, freeBytes));
    }

    private ReplicaStatus with(ReplicaCondition otherCondition, Vram otherVram) {
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
                otherCondition,
                otherVram,
                origin);
    }
}
