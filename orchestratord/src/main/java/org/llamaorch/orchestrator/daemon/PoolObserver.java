package org.llamaorch.orchestrator.daemon;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.scheduler.Notice;
import org.llamaorch.orchestrator.observe.Narrator;
import org.llamaorch.orchestrator.observe.SupervisionMetrics;
import org.llamaorch.poolmanager.PoolListener;
import org.llamaorch.poolmanager.gpu.Gpu;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and tells what happens in the pools of a pool-managerd of its own. Guarded by its lock.
 */
final class PoolObserver implements PoolListener {

    private static final Logger LOG = LoggerFactory.getLogger(PoolObserver.class);

    private final Narrator narrator;
    private final SupervisionMetrics metrics;
    private final Set<ReplicaId> ready = new HashSet<>();

    PoolObserver(Narrator narrator, SupervisionMetrics metrics) {
        this.narrator = narrator;
        this.metrics = metrics;
    }

    @Override
    public synchronized void replicaChanged(ReplicaStatus status) {
        if (status.ready()) {
            if (ready.add(status.id())) {
                narrator.tell(new Notice.ReplicaBound(status));
            }
        } else {
            String error = status.lastError();
            lost(status.id(), error == null ? "it does not serve any more" : error);
        }
    }

    @Override
    public synchronized void replicaGone(ReplicaId id, String cause) {
        lost(id, cause);
        metrics.gone(id);
    }

    private void lost(ReplicaId id, String cause) {
        if (ready.remove(id)) {
            narrator.tell(new Notice.ReplicaLost(id, cause));
        }
    }

    @Override
    public void preparing(String poolId, List<PreparationStep> steps) {}

    @Override
    public void notice(String poolId, String sentence) {
        LOG.atInfo()
                .addKeyValue("action", "prepare")
                .addKeyValue("pool_id", poolId)
                .addKeyValue("cause", sentence)
                .log("A pool gets its engine or its model.");
    }

    @Override
    public void engineRestarted(ReplicaId id) {
        metrics.restarted(id);
    }

    @Override
    public void gpuSeen(ReplicaId id, Gpu gpu) {
        metrics.gpu(id, gpu);
    }

    /** Whoever the engine is handed over to reads its key from the file that is named there. */
    @Override
    public void engineKey(String url, Optional<String> key) {}
}
