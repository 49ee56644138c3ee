package org.llamaorch.orchestrator.loop;

import java.util.List;
import java.util.Set;
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
import org.llamaorch.core.scheduler.Seals;

/** A pool that serves the samples' model on one replica with four slots. */
final class OnePool {

    private OnePool() {}

    static PoolSpec spec() {
        return new PoolSpec(
                "default",
                EngineKind.LLAMACPP,
                null,
                List.of("demo:gemma3-270m \ud800 \u00fc"),
                256,
                FullPolicy.REJECT,
                80,
                null,
                60_000,
                60_000,
                100,
                Price.FREE,
                null,
                false);
    }

    /** Seals that nobody else sets. */
    static Seals seals() {
        return new Seals() {
            @Override
            public boolean seal(String taskId) {
                return true;
            }

            @Override
            public long tokens(String taskId) {
                return 0;
            }
        };
    }

    static ReplicaStatus replica() {
        return new ReplicaStatus(
                ReplicaId.local("default", "r0"),
                "http://127.0.0.1:1",
                EngineKind.LLAMACPP,
                "b1",
                List.of("demo:gemma3-270m \ud800 \u00fc"),
                null,
                4,
                2_048,
                Set.of(Workload.COMPLETION),
                List.of("cpu"),
                ReplicaCondition.READY,
                Vram.UNKNOWN,
                ReplicaOrigin.CONFIGURATION);
    }
}
