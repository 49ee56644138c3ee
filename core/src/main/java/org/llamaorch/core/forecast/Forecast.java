package org.llamaorch.core.forecast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Learns how long tasks take and how quickly queues drain. Deterministic: no clock and no chance of
 * its own. Confined to the scheduler's thread.
 */
public final class Forecast {

    public Forecast() {}

    /**
     * How long a task should hold its slot (ORCH-3029).
     *
     * @param promptTokensBound UTF-8 bytes of the prompt
     * @param maxTokens most tokens of one choice; 0 when nothing is decoded; null for no limit
     * @param expectedTokens the caller's guess; null without one
     */
    public ServiceTime serviceTime(
            String poolId,
            String caller,
            String model,
            long promptTokensBound,
            @Nullable Integer maxTokens,
            @Nullable Integer expectedTokens,
            int choices) {
        return new ServiceTime(5_000, 5_000, false);
    }

    /** Expected milliseconds a task still holds its slot after {@code elapsedMs}. */
    public double remainingMs(ServiceTime service, long elapsedMs) {
        return Math.max(0, service.meanMs() - elapsedMs);
    }

    /**
     * When the task behind {@code ahead} starts.
     *
     * @param slots slots that may serve it; 0 is taken as 1
     * @param runningRemainingMs expected rest of what runs on them now, see {@link #remainingMs}
     * @param ahead the tasks that start before it, in order
     */
    public StartTime startTime(
            int slots, List<Double> runningRemainingMs, List<ServiceTime> ahead, int freeSlots) {
        return new StartTime(0, 0);
    }

    /** Chance to have ended {@code deadlineMsFromNow} from now, 0 to 1, calibrated (B-DL-004). */
    public double onTimeProbability(StartTime start, ServiceTime service, long deadlineMsFromNow) {
        return 0.5;
    }

    /** A task left the pool's queue for a slot. */
    public void started(String poolId, long nowMs) {}

    /** An attempt completed. */
    public void finished(Observation o) {}

    /** Whether a task that was told {@code probability} at admission ended on time. */
    public void told(double probability, boolean onTime) {}

    /** Tasks that leave the pool's queue a second, as measured; 0 while nothing is. */
    public double drainRatePerSecond(String poolId, long nowMs) {
        return 0;
    }

    /** Milliseconds until a place frees, 1000 to 60000, before jitter (LO-01). */
    public long retryAfterMs(String poolId, int queued, int slots, long nowMs) {
        return 1000;
    }

    /** Tokens the pool decoded a second over the last 10 s, of attempts that ended. */
    public double tokensPerSecond(String poolId, long nowMs) {
        return 0;
    }

    /** What was learned, as compact text. */
    public String save() {
        return "";
    }

    /**
     * Takes back what {@link #save} gave.
     *
     * @throws IllegalArgumentException when it cannot be read; nothing changes then
     */
    public void restore(String state) {}
}
