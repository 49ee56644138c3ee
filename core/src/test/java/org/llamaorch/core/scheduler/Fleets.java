package org.llamaorch.core.scheduler;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.FullPolicy;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.budget.Price;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.ReplicaCondition;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.placement.Vram;

/** Pools and replicas for tests. */
final class Fleets {

    private Fleets() {}

    static PoolSpec pool(String id) {
        return pool(id, 256, FullPolicy.REJECT);
    }

    static PoolSpec pool(String id, int capacity, FullPolicy policy) {
        return new PoolSpec(
                id,
                EngineKind.LLAMACPP,
                "llama",
                List.of(),
                capacity,
                policy,
                80,
                null,
                600_000,
                60_000,
                512,
                Price.FREE,
                null,
                false);
    }

    /** A pool of which every k-th start goes to batch. */
    static PoolSpec poolWithBatchEvery(String id, int k) {
        PoolSpec usual = pool(id);
        return new PoolSpec(
                id,
                usual.engine(),
                usual.model(),
                usual.aliases(),
                usual.capacity(),
                usual.fullPolicy(),
                usual.highWaterPercent(),
                k,
                usual.wallTimeoutMs(),
                usual.idleTimeoutMs(),
                usual.maxTokensDefault(),
                usual.price(),
                usual.samplerProfileVersion(),
                false);
    }

    /** A pool whose replicas must have one engine version. */
    static PoolSpec poolOfOneVersion(String id) {
        PoolSpec usual = pool(id);
        return new PoolSpec(
                id,
                usual.engine(),
                usual.model(),
                usual.aliases(),
                usual.capacity(),
                usual.fullPolicy(),
                usual.highWaterPercent(),
                usual.batchEvery(),
                usual.wallTimeoutMs(),
                usual.idleTimeoutMs(),
                usual.maxTokensDefault(),
                usual.price(),
                null,
                true);
    }

    static ReplicaStatus withVersion(ReplicaStatus usual, String version) {
        return new ReplicaStatus(
                usual.id(),
                usual.url(),
                usual.engine(),
                version,
                usual.models(),
                usual.modelDigest(),
                usual.slots(),
                usual.ctxMax(),
                usual.workloads(),
                usual.devices(),
                usual.condition(),
                usual.vram(),
                usual.origin());
    }

    static ReplicaStatus replica(String pool, String name, int slots) {
        return replica(pool, name, slots, true, 0, 0);
    }

    static ReplicaStatus notReady(String pool, String name, int slots) {
        return replica(pool, name, slots, false, 0, 0);
    }

    static ReplicaStatus replica(
            String pool, String name, int slots, boolean ready, long vramTotal, long vramFree) {
        return replica(pool, name, slots, ready, vramTotal, vramFree, "llama", null, 4096, "0");
    }

    static ReplicaStatus replica(
            String pool,
            String name,
            int slots,
            boolean ready,
            long vramTotal,
            long vramFree,
            String model,
            @Nullable String digest,
            int ctxMax,
            String device) {
        return status(
                pool,
                name,
                slots,
                ready,
                vramTotal,
                vramFree,
                List.of(model),
                digest,
                ctxMax,
                device);
    }

    static ReplicaStatus serving(
            String pool,
            String name,
            int slots,
            boolean ready,
            long vramTotal,
            long vramFree,
            List<String> models) {
        return status(pool, name, slots, ready, vramTotal, vramFree, models, null, 4096, "0");
    }

    private static ReplicaStatus status(
            String pool,
            String name,
            int slots,
            boolean ready,
            long vramTotal,
            long vramFree,
            List<String> models,
            @Nullable String digest,
            int ctxMax,
            String device) {
        return new ReplicaStatus(
                ReplicaId.local(pool, name),
                "http://127.0.0.1:1",
                EngineKind.LLAMACPP,
                "b1",
                models,
                digest,
                slots,
                ctxMax,
                Set.of(Workload.COMPLETION),
                List.of(device),
                new ReplicaCondition(ready, ready, null, 0, false),
                new Vram(vramTotal, vramFree),
                ReplicaOrigin.CONFIGURATION);
    }
}
