package org.llamaorch.poolmanager;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.gpu.Gpu;
import org.llamaorch.poolmanager.gpu.GpuMask;

/**
 * Stands between the engines of a pool and whoever is told of them: while a model is changed there
 * are two generations of engines under the same names, and only one of them is told of. Guarded by
 * its lock, under which the listener, who returns at once, hears in order.
 */
final class Gate implements PoolListener {

    /** What passes. */
    enum Passing {
        NOTHING,
        /** How far the preparation is, but nothing of the engines. */
        PREPARATION,
        EVERYTHING
    }

    private final PoolListener onward;
    private final Map<ReplicaId, ReplicaStatus> newest = new LinkedHashMap<>();
    private List<Gpu> gpus = List.of();
    private Passing passing;

    Gate(PoolListener onward, Passing passing) {
        this.onward = onward;
        this.passing = passing;
    }

    /** From now on everything passes, beginning with how the engines are now. */
    synchronized void open() {
        passing = Passing.EVERYTHING;
        newest.values().forEach(status -> onward.replicaChanged(withMemory(status)));
    }

    /** The GPUs of this machine as they are now: what is told of replicas that have some. */
    synchronized void gpus(List<Gpu> seen) {
        List<Gpu> before = gpus;
        gpus = List.copyOf(seen);
        if (passing != Passing.EVERYTHING) {
            return;
        }
        for (ReplicaStatus each : newest.values()) {
            ReplicaStatus now = withMemory(each);
            if (!now.equals(withMemory(each, before))) {
                onward.replicaChanged(now);
            }
            mask(each).of(gpus).forEach(gpu -> onward.gpuSeen(each.id(), gpu));
        }
    }

    private ReplicaStatus withMemory(ReplicaStatus status) {
        return withMemory(status, gpus);
    }

    private static ReplicaStatus withMemory(ReplicaStatus status, List<Gpu> there) {
        List<Gpu> own = mask(status).of(there);
        return own.isEmpty()
                ? status
                : status.withVram(
                        own.stream().mapToLong(Gpu::memoryTotalBytes).sum(),
                        own.stream().mapToLong(Gpu::memoryFreeBytes).sum());
    }

    private static GpuMask mask(ReplicaStatus status) {
        return new GpuMask(status.devices().contains("cpu") ? List.of() : status.devices());
    }

    synchronized void let(Passing what) {
        passing = what;
    }

    /** How the engines are. */
    synchronized List<ReplicaStatus> newest() {
        return List.copyOf(newest.values());
    }

    /**
     * Waits until all so many engines are ready.
     *
     * @return null when they are; else why not: what went wrong first, or that it took too long
     */
    synchronized @Nullable String awaitReady(int engines, Duration patience)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            int ready = 0;
            for (ReplicaStatus each : newest.values()) {
                if (each.live() && each.ready()) {
                    ready++;
                } else if (each.lastError() != null) {
                    return each.lastError();
                }
            }
            if (ready == engines) {
                return null;
            }
            long leftMs = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                return "It was not ready after " + patience.toSeconds() + " s.";
            }
            wait(leftMs);
        }
    }

    @Override
    public synchronized void replicaChanged(ReplicaStatus status) {
        newest.put(status.id(), status);
        notifyAll();
        if (passing == Passing.EVERYTHING) {
            onward.replicaChanged(withMemory(status));
        }
    }

    @Override
    public void engineRestarted(ReplicaId id) {
        onward.engineRestarted(id);
    }

    @Override
    public void gpuSeen(ReplicaId id, Gpu gpu) {
        onward.gpuSeen(id, gpu);
    }

    /** Passes at once: a key belongs to one engine, whichever of them serves. */
    @Override
    public void engineKey(String url, Optional<String> key) {
        onward.engineKey(url, key);
    }

    @Override
    public synchronized void replicaGone(ReplicaId id, String cause) {
        newest.remove(id);
        if (passing == Passing.EVERYTHING) {
            onward.replicaGone(id, cause);
        }
    }

    @Override
    public synchronized void preparing(String poolId, List<PreparationStep> steps) {
        if (passing != Passing.NOTHING) {
            onward.preparing(poolId, steps);
        }
    }

    @Override
    public void notice(String poolId, String sentence) {
        onward.notice(poolId, sentence);
    }
}
