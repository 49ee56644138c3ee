package org.llamaorch.poolmanager.local;

import java.util.List;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.ReloadHost;
import org.llamaorch.poolmanager.handoff.HandoffWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For one reload or purge: who gives work to the engines is told by the handoff files, and whether
 * they still work is asked of the engines themselves. Confined to the change's thread, but for
 * {@link #awaitReplaced}, which follows {@link #serve}.
 */
final class HandoffHost implements ReloadHost {

    private static final Logger LOG = LoggerFactory.getLogger(HandoffHost.class);

    private final HandoffWriter handoffs;
    private final ReplicaBoard board;
    private final IdleEngines idle;
    private final long patienceMs;
    private List<String> replaced = List.of();

    /**
     * Nothing is held yet.
     *
     * @param patienceMs longest wait for running work
     */
    HandoffHost(HandoffWriter handoffs, ReplicaBoard board, IdleEngines idle, long patienceMs) {
        this.handoffs = handoffs;
        this.board = board;
        this.idle = idle;
        this.patienceMs = patienceMs;
    }

    @Override
    public void hold(String poolId) throws InterruptedException {
        handoffs.drain(poolId, true);
        handoffs.awaitWritten();
        if (!idle.await(board.urls(poolId), patienceMs, _ -> {})) {
            LOG.atWarn()
                    .addKeyValue("pool_id", poolId)
                    .log("A pool is not idle in time; what runs there is cut off.");
        }
    }

    @Override
    public void release(String poolId) {
        handoffs.drain(poolId, false);
    }

    @Override
    public void serve(String poolId, String modelRef, List<ReplicaStatus> engines) {
        replaced = board.urls(poolId);
        handoffs.drain(poolId, false);
    }

    @Override
    public void awaitReplaced(String poolId) throws InterruptedException {
        if (!idle.await(replaced, patienceMs, _ -> {})) {
            LOG.atWarn()
                    .addKeyValue("pool_id", poolId)
                    .log("Engines of a pool that others replace are still busy and get ended.");
        }
    }

    @Override
    public void progress(String step) {
        LOG.atDebug().addKeyValue("cause", step).log("A change of a pool takes a step.");
    }
}
