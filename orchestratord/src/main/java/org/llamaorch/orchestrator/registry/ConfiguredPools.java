package org.llamaorch.orchestrator.registry;

import org.llamaorch.core.placement.ReplicaId;

/** What the configuration says of names that workers want to have. Safe from any thread. */
public interface ConfiguredPools {

    /** Whether the configuration itself names the replica, so that no worker may take its name. */
    boolean names(ReplicaId id);

    /**
     * A worker takes the name: what was started under it only because nobody configured anything is
     * ended. Blocks until it is.
     */
    void giveWay(ReplicaId id) throws InterruptedException;
}
