package org.llamaorch.core.forecast;

/**
 * How quickly a pool's queue drains and its engines decode, right now. Confined to the scheduler's
 * thread; not kept over a restart.
 */
final class PoolRates {

    private static final long WINDOW_MS = 60_000;
    private static final long WINDOW_LEAST_MS = 1_000;
    private static final int STARTS_ENOUGH = 16;
    private static final int DECODE_WINDOW_SECONDS = 10;

    private final PerSecond starts = new PerSecond();
    private final PerSecond tokens = new PerSecond();
    private long firstStartMs;
    private long lastStartMs;

    /** A task left the queue. */
    void started(long nowMs) {
        if (lastStartMs == 0 || nowMs - lastStartMs > WINDOW_MS) {
            firstStartMs = nowMs;
        }
        lastStartMs = nowMs;
        starts.add(nowMs, 1);
    }

    /** An attempt decoded {@code count} tokens in the {@code decodeMs} before it ended. */
    void decoded(long count, long decodeMs, long endedAtMs) {
        long spanMs = Math.clamp(decodeMs, 1, WINDOW_MS);
        double perMs = (double) count / Math.max(1, decodeMs);
        long fromMs = endedAtMs - spanMs;
        while (fromMs < endedAtMs) {
            long nextMs = Math.min(endedAtMs, (Math.floorDiv(fromMs, 1000L) + 1) * 1000);
            tokens.add(fromMs, perMs * (nextMs - fromMs));
            fromMs = nextMs;
        }
    }

    /**
     * Starts a second over the shortest time back that holds enough of them, a second at least and
     * a minute at most; 0 when there were fewer than two.
     */
    double drainPerSecond(long nowMs) {
        double count = 0;
        long second = Math.floorDiv(nowMs, 1000L);
        long spanMs;
        do {
            count += starts.in(second);
            spanMs = nowMs - second * 1000;
            second--;
        } while (spanMs < WINDOW_MS
                && (count < STARTS_ENOUGH || spanMs < WINDOW_LEAST_MS)
                && second * 1000 + 999 >= firstStartMs);
        if (count < 2) {
            return 0;
        }
        long sinceFirstMs = nowMs - firstStartMs;
        if (spanMs >= sinceFirstMs) {
            // The first start of all begins the time that is measured; it is not in it.
            return (count - 1) * 1000 / Math.max(WINDOW_LEAST_MS, sinceFirstMs);
        }
        return count * 1000 / Math.max(WINDOW_LEAST_MS, spanMs);
    }

    double tokensPerSecond(long nowMs) {
        long second = Math.floorDiv(nowMs, 1000L);
        double sum = 0;
        for (int back = 0; back < DECODE_WINDOW_SECONDS; back++) {
            sum += tokens.in(second - back);
        }
        double oldestShare = 1 - Math.floorMod(nowMs, 1000L) / 1000.0;
        sum += oldestShare * tokens.in(second - DECODE_WINDOW_SECONDS);
        return sum / DECODE_WINDOW_SECONDS;
    }
}
