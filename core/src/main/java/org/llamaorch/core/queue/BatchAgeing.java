package org.llamaorch.core.queue;

import org.llamaorch.contracts.Priority;

/**
 * Keeps batch from starving: while a batch task has waited past the limit, every k-th start goes to
 * the oldest of them (B-SCH-001). It keeps its class and its place. Confined to the scheduler's
 * thread.
 */
public final class BatchAgeing {

    private final long waitLimitMs;
    private final int every;
    private int startsOfOthers;

    /**
     * @param waitLimitMs how long a batch task waits before it counts
     * @param every k, at least 1
     */
    public BatchAgeing(long waitLimitMs, int every) {
        if (waitLimitMs < 0 || every < 1) {
            throw new IllegalArgumentException("ageing needs a limit and a start to give");
        }
        this.waitLimitMs = waitLimitMs;
        this.every = every;
    }

    /** Whether the task waited past the limit; it is then no victim of drop-lru either. */
    public boolean aged(QueuedTask task, long nowMs) {
        return task.priority() == Priority.BATCH && nowMs - task.admittedAtMs() >= waitLimitMs;
    }

    /** Whether the start now due belongs to an aged task. */
    boolean due() {
        return startsOfOthers >= every - 1;
    }

    /** A task started while an aged one waited, or was the aged one itself. */
    void started(boolean aged, boolean agedWaiting) {
        startsOfOthers = aged || !agedWaiting ? 0 : startsOfOthers + 1;
    }
}
