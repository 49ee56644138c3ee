package org.llamaorch.core.forecast;

import org.jspecify.annotations.Nullable;

/**
 * Everything the forecast has learned and keeps over a restart. Confined to the scheduler's thread.
 *
 * <p>A task's raw service time is prefill (its prompt's work at the pool's pace) plus decode (its
 * length, cut off at its limit, at the pool's pace), times how such predictions turned out.
 */
final class Learned {

    /** A slow processor and a small model: what is assumed until something was measured. */
    private static final Spread PREFILL_PRIOR = new Spread(Math.log(2), 1.5);

    private static final Spread DECODE_PRIOR = new Spread(Math.log(25), 1.0);
    private static final double PRIOR_WEIGHT = 2;
    private static final double SLOWEST = 0.05;
    private static final double RELATIVE_SD_PRIOR = 0.7;

    final LogAverage prefillOfAll;
    final LogAverage decodeOfAll;
    final Lengths lengths;
    final Prompts prompts;
    final RecentlyUsed<PoolPace> pools;
    final Calibration calibration;
    double relativeSd;

    Learned(
            ForecastSettings settings,
            LogAverage prefillOfAll,
            LogAverage decodeOfAll,
            LogAverage lengthOfAll,
            Calibration calibration,
            double relativeSd) {
        if (!(relativeSd >= 0) || Double.isInfinite(relativeSd)) {
            throw new IllegalArgumentException("not a deviation");
        }
        this.prefillOfAll = prefillOfAll;
        this.decodeOfAll = decodeOfAll;
        this.lengths = new Lengths(lengthOfAll, settings.poolsMax(), settings.historiesMax());
        this.prompts = new Prompts(settings.historiesMax());
        this.pools = new RecentlyUsed<>(settings.poolsMax(), PoolPace::fresh);
        this.calibration = calibration;
        this.relativeSd = relativeSd;
    }

    static Learned nothing(ForecastSettings settings) {
        return new Learned(
                settings,
                new LogAverage(),
                new LogAverage(),
                new LogAverage(),
                new Calibration(),
                RELATIVE_SD_PRIOR);
    }

    /** The service time with what was learned of predictions. */
    Spread service(
            String pool,
            String caller,
            String model,
            long promptBytes,
            @Nullable Integer maxTokens,
            @Nullable Integer expectedTokens,
            int choices) {
        Spread raw = raw(pool, caller, model, promptBytes, maxTokens, expectedTokens, choices);
        PoolPace pace = pools.peek(pool);
        return pace == null ? raw : pace.residual().correct(raw);
    }

    void learn(Observation o) {
        PoolPace pace = pools.touch(o.poolId());
        Spread raw =
                raw(
                        o.poolId(),
                        o.caller(),
                        o.model(),
                        o.promptTokensBound(),
                        o.maxTokens(),
                        o.expectedTokens(),
                        o.choices());
        if (pace.total().count() > 0) {
            pace.residual().learn(raw, (double) o.totalMs());
            Spread told = pace.residual().correct(raw);
            relativeSd += SLOWEST * (Math.sqrt(Math.expm1(told.variance())) - relativeSd);
        }
        pace.total().add(Math.log(Math.max(1.0, (double) o.totalMs())), SLOWEST);
        double work = o.promptTokens() - o.cachedTokens() + Prompts.OVERHEAD_TOKENS;
        double prefill = Math.log(Math.max(0.5, (double) o.prefillMs()) / work);
        pace.prefill().add(prefill, SLOWEST);
        prefillOfAll.add(prefill, SLOWEST);
        prompts.learn(
                o.caller(), o.model(), o.promptTokensBound(), o.promptTokens(), o.cachedTokens());
        if (o.tokensOut() > 1) {
            double decode = Math.log(Math.max(0.5, (double) o.decodeMs()) / (o.tokensOut() - 1));
            pace.decode().add(decode, SLOWEST);
            decodeOfAll.add(decode, SLOWEST);
        }
        if (o.maxTokens() == null || o.maxTokens() > 0) {
            lengths.learn(
                    o.poolId(),
                    o.caller(),
                    o.model(),
                    (double) o.tokensOut() / o.choices(),
                    o.maxTokens(),
                    o.expectedTokens());
        }
    }

    private Spread raw(
            String pool,
            String caller,
            String model,
            long promptBytes,
            @Nullable Integer maxTokens,
            @Nullable Integer expectedTokens,
            int choices) {
        PoolPace pace = pools.peek(pool);
        Spread prefillPace = prefillOfAll.over(PREFILL_PRIOR, PRIOR_WEIGHT);
        Spread decodePace = decodeOfAll.over(DECODE_PRIOR, PRIOR_WEIGHT);
        if (pace != null) {
            prefillPace = pace.prefill().over(prefillPace, PRIOR_WEIGHT);
            decodePace = pace.decode().over(decodePace, PRIOR_WEIGHT);
        }
        Spread work = prompts.work(caller, model, promptBytes);
        Spread prefill =
                new Spread(
                        work.mean() + prefillPace.mean(), work.variance() + prefillPace.variance());
        double mean = prefill.expected();
        double variance = prefill.expectedSd() * prefill.expectedSd();
        if (maxTokens == null || maxTokens > 0) {
            double cap = maxTokens == null ? Integer.MAX_VALUE : maxTokens;
            Spread length = lengths.of(pool, caller, model, expectedTokens);
            double tokens = choices * length.expectedCapped(cap);
            double square = (double) choices * choices * length.squareCapped(cap);
            double paceMean = decodePace.expected();
            double paceSquare = paceMean * paceMean * Math.exp(decodePace.variance());
            double decodeMean = tokens * paceMean;
            mean += decodeMean;
            variance += Math.max(0, square * paceSquare - decodeMean * decodeMean);
        }
        return Spread.ofMoments(mean, Math.sqrt(variance));
    }
}
