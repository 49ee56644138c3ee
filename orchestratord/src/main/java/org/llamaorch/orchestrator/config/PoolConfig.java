package org.llamaorch.orchestrator.config;

import java.util.List;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.placement.PoolSpec;

/**
 * A pool of the configuration: what the scheduler needs, and what starting its replicas needs.
 *
 * @param ctx tokens of context of a slot; 0 for what the engine says
 * @param slots tasks that one provisioned replica decodes at once
 * @param workload what a provisioned engine is opened for; an engine that runs already shows it
 * @param assumed whether it is there only because nobody configured a pool
 * @param provision how the replicas that are started here are
 */
public record PoolConfig(
        PoolSpec spec,
        int ctx,
        int slots,
        List<ReplicaConfig> replicas,
        Workload workload,
        boolean assumed,
        EngineProvision provision) {

    public PoolConfig {
        replicas = List.copyOf(replicas);
    }

    /** The replicas that are provisioned and started by us. */
    public List<ReplicaConfig> provisioned() {
        return replicas.stream().filter(replica -> replica.url() == null).toList();
    }

    /** The replicas that run already. */
    public List<ReplicaConfig> external() {
        return replicas.stream().filter(replica -> replica.url() != null).toList();
    }
}
