package org.llamaorch.poolmanager;

import java.util.List;
import java.util.Optional;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.gpu.Gpu;

/** Told what happens in the supervised pools; from many threads, and returns at once. */
public interface PoolListener {

    /** A replica began, became ready, failed or is waiting to be started again. */
    void replicaChanged(ReplicaStatus status);

    /** A replica was stopped for good. */
    void replicaGone(ReplicaId id, String cause);

    /** What still has to happen before the pool serves; empty when nothing has to. */
    void preparing(String poolId, List<PreparationStep> steps);

    /** A sentence people should read: terms of use, a wait for another process. */
    void notice(String poolId, String sentence);

    /** Supervision starts a replica's engine again after it failed. */
    void engineRestarted(ReplicaId id);

    /** A GPU of a replica as it was just seen; told at every look at the GPUs. */
    void gpuSeen(ReplicaId id, Gpu gpu);

    /**
     * The engine at {@code url} asks for this key from now on, told before it is ready; empty for
     * none.
     */
    void engineKey(String url, Optional<String> key);
}
