package org.llamaorch.poolmanager;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.poolmanager.provision.ProvisioningProgress;

/**
 * What still has to happen before a pool serves, told to the listener when it changes and at most
 * ten times a second while bytes come in; what came last is told also when no more comes. Guarded
 * by the lock of its steps; the listener is called outside that, one call after the other.
 */
final class PreparationBoard {

    private static final long TELL_EVERY_MS = 100;

    private final String poolId;
    private final PoolListener listener;
    private final LongSupplier clockMs;
    private final Map<String, PreparationStep> steps = new LinkedHashMap<>();
    private final ReentrantLock telling = new ReentrantLock();
    private long toldAtMs;
    private boolean toldLater;

    PreparationBoard(String poolId, PoolListener listener, LongSupplier clockMs) {
        this.poolId = poolId;
        this.listener = listener;
        this.clockMs = clockMs;
    }

    /** Adds a step that has not begun, behind all others. */
    void plan(String id, String kind, String group, String description, long bytes) {
        synchronized (steps) {
            steps.remove(id);
        }
        put(step(id, kind, group, description, null, bytes, 0, "pending"));
    }

    /** The step with that id has begun; what it does is told through the result. */
    ProvisioningProgress running(String id) {
        long startedAtMs = clockMs.getAsLong();
        change(id, "running");
        return new ProvisioningProgress() {
            private String doing = "";
            private long total;
            private long phaseAtMs = startedAtMs;

            @Override
            public void phase(String now, long bytesTotal) {
                doing = now;
                total = bytesTotal;
                phaseAtMs = clockMs.getAsLong();
                progress(id, doing, null, total, 0);
                tell();
            }

            @Override
            public void bytes(long bytesDone) {
                long elapsedMs = clockMs.getAsLong() - phaseAtMs;
                Long left =
                        bytesDone > 0 && total > bytesDone && elapsedMs > 500
                                ? elapsedMs * (total - bytesDone) / bytesDone
                                : null;
                progress(id, doing, left, total, bytesDone);
                tellSometimes();
            }

            @Override
            public void notice(String sentence) {
                listener.notice(poolId, sentence);
            }
        };
    }

    /** The step is done. */
    void completed(String id) {
        change(id, "completed");
    }

    /** The step failed; it may begin again later. */
    void failed(String id) {
        change(id, "failed");
    }

    /** Nothing has to happen any more. */
    void clear() {
        synchronized (steps) {
            if (steps.isEmpty()) {
                return;
            }
            steps.clear();
        }
        tell();
    }

    private void change(String id, String status) {
        synchronized (steps) {
            PreparationStep now = steps.get(id);
            if (now == null) {
                return;
            }
            steps.put(
                    id,
                    new PreparationStep(
                            id,
                            now.kind(),
                            now.group(),
                            now.description(),
                            null,
                            now.bytesTotal(),
                            "completed".equals(status) ? now.bytesTotal() : now.bytesDone(),
                            status));
        }
        tell();
    }

    private void progress(
            String id, String doing, @Nullable Long estimatedMs, long total, long done) {
        synchronized (steps) {
            PreparationStep now = steps.get(id);
            if (now != null) {
                steps.put(
                        id,
                        step(
                                id,
                                now.kind(),
                                now.group(),
                                doing,
                                estimatedMs,
                                total,
                                done,
                                "running"));
            }
        }
    }

    private void put(PreparationStep step) {
        synchronized (steps) {
            steps.put(step.id(), step);
        }
        tell();
    }

    private void tellSometimes() {
        synchronized (steps) {
            if (toldLater) {
                return;
            }
            if (clockMs.getAsLong() - toldAtMs < TELL_EVERY_MS) {
                toldLater = true;
                Thread.startVirtualThread(this::tellLater);
                return;
            }
        }
        tell();
    }

    /** A download that stalls would otherwise be known by what had come some time before. */
    private void tellLater() {
        try {
            Thread.sleep(TELL_EVERY_MS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        tell();
    }

    private void tell() {
        telling.lock(); // what was seen first is told first
        try {
            List<PreparationStep> now;
            synchronized (steps) {
                toldAtMs = clockMs.getAsLong();
                toldLater = false;
                now = List.copyOf(steps.values());
            }
            listener.preparing(poolId, now);
        } finally {
            telling.unlock();
        }
    }

    private static PreparationStep step(
            String id,
            String kind,
            String group,
            String description,
            @Nullable Long estimatedMs,
            long total,
            long done,
            String status) {
        boolean measured = total > 0;
        return new PreparationStep(
                id,
                kind,
                group,
                description,
                estimatedMs,
                measured ? total : null,
                measured ? Math.min(done, total) : null,
                status);
    }
}
