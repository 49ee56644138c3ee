package org.llamaorch.orchestrator.http;

import java.util.List;
import java.util.Set;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.FullPolicy;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.budget.Price;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.placement.ReplicaCondition;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.placement.Vram;

/** Pools for tests. */
final class Pools {
    private Pools() {}

    static PoolView one(String id) {
        PoolSpec spec =
                new PoolSpec(
                        id,
                        EngineKind.LLAMACPP,
                        "demo:gemma3-270m",
                        List.of("default"),
                        256,
                        FullPolicy.REJECT,
                        80,
                        null,
                        600_000,
                        60_000,
                        1024,
                        Price.FREE,
                        null,
                        false);
        ReplicaStatus status =
                new ReplicaStatus(
                        ReplicaId.local(id, "r0"),
                        "http://127.0.0.1:9",
                        EngineKind.LLAMACPP,
                        "b1",
                        List.of("gemma.gguf"),
                        "sha256:00",
                        4,
                        4096,
                        Set.of(Workload.COMPLETION),
                        List.of("cpu"),
                        ReplicaCondition.READY,
                        Vram.UNKNOWN,
                        ReplicaOrigin.CONFIGURATION);
        return new PoolView(
                spec,
                true,
                true,
                false,
                false,
                null,
                2,
                3,
                4,
                1,
                1.5,
                120.5,
                List.of(new PoolView.ReplicaView(status, 3, "closed", 0)));
    }
}
