package org.llamaorch.orchestrator.catalog;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verifications under way: each model at most once, few at a time, the others waiting for their
 * turn. Safe from any thread.
 */
final class Verifications {

    private static final Logger LOG = LoggerFactory.getLogger(Verifications.class);
    private static final Hashing WAITING = new Hashing(0, 0);

    /** Reads a model's files; blocks. */
    interface Work {
        void run() throws InterruptedException;
    }

    private final Executor threads;
    private final Semaphore turns;
    private final int most;
    private final Map<String, Hashing> running = new ConcurrentHashMap<>();

    Verifications(CatalogSettings settings, Executor threads) {
        this.threads = threads;
        this.turns = new Semaphore(settings.verificationsMax(), true);
        this.most = settings.verificationsMax() + settings.verificationsWaiting();
    }

    /** Begins, or joins the one under way; false when too many wait. */
    boolean begin(String id, Work work) {
        if (running.containsKey(id)) {
            return true;
        }
        if (running.size() >= most) {
            return false;
        }
        if (running.putIfAbsent(id, WAITING) == null) {
            threads.execute(() -> run(id, work));
        }
        return true;
    }

    void progress(String id, Hashing hashing) {
        running.computeIfPresent(id, (_, _) -> hashing);
    }

    /** How far it has come; null when none is under way. */
    @Nullable Hashing progress(String id) {
        return running.get(id);
    }

    private void run(String id, Work work) {
        try {
            turns.acquire();
            try {
                work.run();
            } finally {
                turns.release();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("model_id", id)
                    .setCause(e)
                    .log("The verification of a model fails because of a defect.");
        } finally {
            running.remove(id);
        }
    }
}
