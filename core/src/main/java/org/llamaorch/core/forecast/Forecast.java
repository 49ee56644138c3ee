package org.llamaorch.core.forecast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Learns how long tasks take and how quickly queues drain. Deterministic: no clock and no chance of
 * its own. Confined to the scheduler's thread.
 */
public final class Forecast {

    private static final long RETRY_LEAST_MS = 1_000;
    private static final long RETRY_MOST_MS = 60_000;

    /** How far above what its slots can do a measured drain rate is believed. */
    private static final double DRAIN_OVER_CAPACITY_MOST = 1.5;

    private static final double TOTAL_PRIOR_WEIGHT = 1;

    private final ForecastSettings settings;
    private final RecentlyUsed<PoolRates> rates;
    private Learned learned;

    public Forecast() {
        this(ForecastSettings.defaults());
    }

    public Forecast(ForecastSettings settings) {
        this.settings = settings;
        this.rates = new RecentlyUsed<>(settings.poolsMax(), PoolRates::new);
        this.learned = Learned.nothing(settings);
    }

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
        Spread spread =
                learned.service(
                        poolId,
                        caller,
                        model,
                        promptTokensBound,
                        maxTokens,
                        expectedTokens,
                        choices);
        PoolPace pace = learned.pools.peek(poolId);
        boolean measured = pace != null && pace.total().count() >= settings.measuredAfter();
        return new ServiceTime(spread.expected(), spread.expectedSd(), measured);
    }

    /** Expected milliseconds a task still holds its slot after {@code elapsedMs}. */
    public double remainingMs(ServiceTime service, long elapsedMs) {
        return Spread.ofMoments(service.meanMs(), service.sdMs()).expectedRest((double) elapsedMs);
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
        return new SlotSchedule(slots, runningRemainingMs, ahead, freeSlots, learned.relativeSd)
                .start();
    }

    /** Chance to have ended {@code deadlineMsFromNow} from now, 0 to 1, calibrated (B-DL-004). */
    public double onTimeProbability(StartTime start, ServiceTime service, long deadlineMsFromNow) {
        double mean = start.meanMs() + service.meanMs();
        double sd = Math.hypot(start.sdMs(), service.sdMs());
        return learned.calibration.bend(
                Spread.ofMoments(mean, sd).atMost((double) deadlineMsFromNow));
    }

    /** A task left the pool's queue for a slot. */
    public void started(String poolId, long nowMs) {
        rates.touch(poolId).started(nowMs);
    }

    /** An attempt completed. */
    public void finished(Observation o) {
        rates.touch(o.poolId()).decoded(o.tokensOut(), o.decodeMs(), o.endedAtMs());
        learned.learn(o);
    }

    /** Whether a task that was told {@code probability} at admission ended on time. */
    public void told(double probability, boolean onTime) {
        learned.calibration.learn(probability, onTime);
    }

    /** Tasks that leave the pool's queue a second, as measured; 0 while nothing is. */
    public double drainRatePerSecond(String poolId, long nowMs) {
        PoolRates pool = rates.peek(poolId);
        return pool == null ? 0 : pool.drainPerSecond(nowMs);
    }

    /**
     * Milliseconds until a place frees, 1000 to 60000, before jitter (LO-01): from the measured
     * drain rate, at most what the slots can do by the measured service time; from the pool's prior
     * when nothing has drained.
     *
     * @param queued tasks in the queue; with none, nothing has to drain first
     * @param slots slots that serve it; 0 is taken as 1
     */
    public long retryAfterMs(String poolId, int queued, int slots, long nowMs) {
        if (queued == 0) {
            return RETRY_LEAST_MS;
        }
        Spread prior = learned.service(poolId, "", "", 0, null, null, 1);
        PoolPace pace = learned.pools.peek(poolId);
        Spread total = pace == null ? prior : pace.total().over(prior, TOTAL_PRIOR_WEIGHT);
        double capacityPerMs = Math.max(1, slots) / total.expected();
        double measuredPerMs = drainRatePerSecond(poolId, nowMs) / 1000;
        double perMs = measuredPerMs > 0 ? measuredPerMs : capacityPerMs;
        if (pace != null && pace.total().count() > 0) {
            perMs = Math.min(perMs, capacityPerMs * DRAIN_OVER_CAPACITY_MOST);
        }
        return Math.clamp(Math.round(1 / perMs), RETRY_LEAST_MS, RETRY_MOST_MS);
    }

    /** Tokens the pool decoded a second over the last 10 s, of attempts that ended. */
    public double tokensPerSecond(String poolId, long nowMs) {
        PoolRates pool = rates.peek(poolId);
        return pool == null ? 0 : pool.tokensPerSecond(nowMs);
    }

    /** What was learned, as compact text. */
    public String save() {
        return LearnedText.write(learned);
    }

    /**
     * Takes back what {@link #save} gave.
     *
     * @throws IllegalArgumentException when it cannot be read; nothing changes then
     */
    public void restore(String state) {
        learned = LearnedText.read(state, settings);
    }
}
