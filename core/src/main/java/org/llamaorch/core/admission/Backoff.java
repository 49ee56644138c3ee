package org.llamaorch.core.admission;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.forecast.Forecast;
import org.llamaorch.core.placement.Pool;
import org.llamaorch.core.placement.Replica;
import org.llamaorch.core.queue.PoolPlaces;

/**
 * How long a refused caller should wait: computed, then spread by 20 % either way so that callers
 * do not come back as a herd (B-DP-031). Its chance comes from a seed. Confined to the scheduler's
 * thread.
 */
public final class Backoff {

    private static final long LONGEST_MS = 60_000;
    private static final long SHORTEST_MS = 1_000;
    private static final double SPREAD = 0.2;

    private final SplittableRandom random;
    private final Forecast forecast;
    private final PoolPlaces places;

    public Backoff(long seed, Forecast forecast, PoolPlaces places) {
        this.random = new SplittableRandom(seed);
        this.forecast = forecast;
        this.places = places;
    }

    /** Until a place in the pool's queue is free: its drain rate, else its restart backoff. */
    public long untilPlace(Pool pool, long nowMs) {
        Long retryAtMs = pool.retryAtMs();
        if (!pool.ready() && retryAtMs != null && retryAtMs > nowMs) {
            return until(retryAtMs, nowMs);
        }
        return jittered(
                forecast.retryAfterMs(
                        pool.id(),
                        places.queued(pool.id()),
                        Math.max(1, pool.slotsInService()),
                        nowMs));
    }

    /** Until a replica of a pool that cannot serve now may be tried again. */
    public long untilReady(@Nullable Pool pool, @Nullable Long drainDeadlineAtMs, long nowMs) {
        if (pool == null) {
            return jittered(LONGEST_MS / 2);
        }
        long soonest = Long.MAX_VALUE;
        for (Replica replica : pool.replicas()) {
            if (replica.breakerOpenUntilMs() > nowMs) {
                soonest = Math.min(soonest, replica.breakerOpenUntilMs());
            }
        }
        Long retryAtMs = pool.retryAtMs();
        if (retryAtMs != null && retryAtMs > nowMs) {
            soonest = Math.min(soonest, retryAtMs);
        }
        if (soonest == Long.MAX_VALUE && drainDeadlineAtMs != null) {
            soonest = drainDeadlineAtMs;
        }
        return soonest == Long.MAX_VALUE ? jittered(LONGEST_MS / 2) : until(soonest, nowMs);
    }

    /** Until {@code atMs}, epoch milliseconds. */
    public long until(long atMs, long nowMs) {
        return jittered(Math.clamp(atMs - nowMs, SHORTEST_MS, LONGEST_MS));
    }

    /** For {@code ms}, as computed by somebody else. */
    public long after(long ms) {
        return jittered(ms);
    }

    private long jittered(long ms) {
        double factor = 1 - SPREAD + 2 * SPREAD * random.nextDouble();
        return Math.clamp(Math.round(ms * factor), 1, LONGEST_MS);
    }
}
