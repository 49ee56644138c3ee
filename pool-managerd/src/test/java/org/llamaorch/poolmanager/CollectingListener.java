package org.llamaorch.poolmanager;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.gpu.Gpu;

/** Remembers what it was told; guarded by its own lock. */
final class CollectingListener implements PoolListener {

    private final List<Gpu> gpus = new ArrayList<>();
    private final AtomicInteger restarts = new AtomicInteger();
    private final List<String> keys = new CopyOnWriteArrayList<>();

    private final List<ReplicaStatus> statuses = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();
    private final Map<String, List<PreparationStep>> steps = new HashMap<>();

    @Override
    public synchronized void replicaChanged(ReplicaStatus status) {
        statuses.add(status);
    }

    @Override
    public synchronized void replicaGone(ReplicaId id, String cause) {
        gone.add(id.toString());
    }

    @Override
    public synchronized void preparing(String poolId, List<PreparationStep> now) {
        steps.put(poolId, now);
    }

    @Override
    public synchronized void notice(String poolId, String sentence) {}

    synchronized Optional<ReplicaStatus> newest() {
        return statuses.isEmpty() ? Optional.empty() : Optional.of(statuses.getLast());
    }

    synchronized List<String> gone() {
        return List.copyOf(gone);
    }

    synchronized List<PreparationStep> preparing(String poolId) {
        return steps.getOrDefault(poolId, List.of());
    }

    synchronized void forget() {
        statuses.clear();
        gone.clear();
    }

    @Override
    public void engineKey(String url, Optional<String> key) {
        keys.add(key.orElse(""));
    }

    List<String> keys() {
        return List.copyOf(keys);
    }

    @Override
    public synchronized void gpuSeen(ReplicaId id, Gpu gpu) {
        gpus.add(gpu);
    }

    @Override
    public void engineRestarted(ReplicaId id) {
        restarts.incrementAndGet();
    }

    int restarts() {
        return restarts.get();
    }

    /** The GPUs told of, oldest first. */
    synchronized List<Gpu> gpus() {
        return List.copyOf(gpus);
    }
}
