package org.llamaorch.orchestrator.loop;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Epoch milliseconds that never go back: the monotonic clock, moved forward whenever the wall clock
 * is ahead of it. So a clock set back extends no deadline, and one set forward is believed. Safe
 * from any thread.
 */
public final class LifeClock implements LongSupplier {

    /** A journal that is further ahead of the wall than this was written under a wrong clock. */
    private static final long BELIEVED_AHEAD_MS = 24 * 3_600_000L;

    private final LongSupplier wallMs;
    private final LongSupplier monotonicNs;
    private final AtomicLong aheadMs;

    LifeClock(LongSupplier wallMs, LongSupplier monotonicNs) {
        this.wallMs = wallMs;
        this.monotonicNs = monotonicNs;
        aheadMs = new AtomicLong(wallMs.getAsLong() - monotonicMs());
    }

    public static LifeClock system() {
        return new LifeClock(System::currentTimeMillis, System::nanoTime);
    }

    /**
     * Goes on from the latest time of an earlier life, if the wall clock was set back since; one
     * that is more than a day ahead is not believed.
     */
    public void notBefore(long earlierMs) {
        if (earlierMs - wallMs.getAsLong() <= BELIEVED_AHEAD_MS) {
            aheadMs.accumulateAndGet(earlierMs - monotonicMs(), Math::max);
        }
    }

    /** Now, epoch milliseconds. */
    @Override
    public long getAsLong() {
        long monotonic = monotonicMs();
        long ahead = wallMs.getAsLong() - monotonic;
        long known = aheadMs.get();
        return monotonic + (ahead > known ? aheadMs.accumulateAndGet(ahead, Math::max) : known);
    }

    private long monotonicMs() {
        return Math.floorDiv(monotonicNs.getAsLong(), 1_000_000L);
    }
}
