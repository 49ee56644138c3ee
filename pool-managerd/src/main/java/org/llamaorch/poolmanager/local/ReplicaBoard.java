package org.llamaorch.poolmanager.local;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.PoolListener;
import org.llamaorch.poolmanager.gpu.Gpu;
import org.llamaorch.poolmanager.handoff.HandoffWriter;

/**
 * What supervision told last of each replica and of what is being prepared; each change goes on to
 * the handoff files and the observer. Safe from any thread; guarded by its lock, under which only
 * the writer of the files is told.
 */
final class ReplicaBoard implements PoolListener {

    private final HandoffWriter handoffs;
    private final PoolListener observer;
    private final Map<ReplicaId, ReplicaStatus> newest = new HashMap<>();
    private final Map<String, List<PreparationStep>> preparing = new HashMap<>();

    /**
     * Nothing is known yet.
     *
     * @param observer hears all that supervision tells, too
     */
    ReplicaBoard(HandoffWriter handoffs, PoolListener observer) {
        this.handoffs = handoffs;
        this.observer = observer;
    }

    /** A replica as it was told of last; null when it was not, or has gone since. */
    synchronized @Nullable ReplicaStatus of(ReplicaId id) {
        return newest.get(id);
    }

    /** What has to be done before the pool serves, as it was told last. */
    synchronized List<PreparationStep> preparing(String poolId) {
        return preparing.getOrDefault(poolId, List.of());
    }

    /** Where the pool's engines listen, those of which that is known. */
    synchronized List<String> urls(String poolId) {
        return newest.values().stream()
                .filter(status -> status.id().pool().equals(poolId) && !status.url().isEmpty())
                .map(ReplicaStatus::url)
                .toList();
    }

    /** The same of all pools. */
    synchronized List<String> urls() {
        return newest.values().stream()
                .map(ReplicaStatus::url)
                .filter(url -> !url.isEmpty())
                .toList();
    }

    @Override
    public void replicaChanged(ReplicaStatus status) {
        synchronized (this) {
            newest.put(status.id(), status);
            handoffs.changed(status);
        }
        observer.replicaChanged(status);
    }

    @Override
    public void replicaGone(ReplicaId id, String cause) {
        synchronized (this) {
            newest.remove(id);
            handoffs.gone(id);
        }
        observer.replicaGone(id, cause);
    }

    @Override
    public void preparing(String poolId, List<PreparationStep> steps) {
        synchronized (this) {
            preparing.put(poolId, List.copyOf(steps));
        }
        observer.preparing(poolId, steps);
    }

    @Override
    public void notice(String poolId, String sentence) {
        observer.notice(poolId, sentence);
    }

    @Override
    public void engineKey(String url, Optional<String> key) {
        observer.engineKey(url, key);
    }

    @Override
    public void engineRestarted(ReplicaId id) {
        observer.engineRestarted(id);
    }

    @Override
    public void gpuSeen(ReplicaId id, Gpu gpu) {
        observer.gpuSeen(id, gpu);
    }
}
