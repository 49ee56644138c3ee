package org.llamaorch.core.queue;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Priority;

/**
 * Keeps batch from starving: while a batch task has waited past the limit, every k-th start goes to
 * the oldest of them (B-SCH-001). It keeps its class and its place. k is that of the pool whose
 * queue it counts against. Confined to the scheduler's thread.
 */
public final class BatchAgeing {

    /** Stands for "no pool". */
    private static final String NOWHERE = "";

    private final LongSupplier waitLimitMs;
    private final ToIntFunction<String> every;
    private final Map<String, Integer> startsOfOthers = new HashMap<>();

    /**
     * @param waitLimitMs how long a batch task waits before it counts
     * @param every k of a pool, at least 1
     */
    public BatchAgeing(LongSupplier waitLimitMs, ToIntFunction<String> every) {
        this.waitLimitMs = waitLimitMs;
        this.every = every;
    }

    /** Whether the task waited past the limit; it is then no victim of drop-lru either. */
    public boolean aged(QueuedTask task, long nowMs) {
        return task.priority() == Priority.BATCH
                && nowMs - task.admittedAtMs() >= waitLimitMs.getAsLong();
    }

    /** Whether the start now due belongs to the aged task. */
    boolean due(QueuedTask aged) {
        String pool = pool(aged.countedPool());
        return startsOfOthers.getOrDefault(pool, 0) >= every.applyAsInt(pool) - 1;
    }

    /** A task starts; {@code aged} is the oldest that waits past the limit, which it may be. */
    void started(QueuedTask task, @Nullable QueuedTask aged) {
        if (aged == null) {
            startsOfOthers.remove(pool(task.countedPool()));
        } else if (aged == task) {
            startsOfOthers.remove(pool(aged.countedPool()));
        } else {
            startsOfOthers.merge(pool(aged.countedPool()), 1, Integer::sum);
        }
    }

    private static String pool(@Nullable String counted) {
        return counted == null ? NOWHERE : counted;
    }
}
