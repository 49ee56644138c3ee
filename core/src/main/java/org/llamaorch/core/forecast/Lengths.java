package org.llamaorch.core.forecast;

import org.jspecify.annotations.Nullable;

/**
 * How many tokens a choice has: by caller and model, over model, over pool, over all; or the
 * caller's own guess, corrected by how its guesses turned out, where that is the surer of the two.
 * Confined to the scheduler's thread.
 */
final class Lengths {

    /** Before anything is known: 128 tokens, give or take a factor of four. */
    private static final Spread PRIOR = new Spread(Math.log(128), 1.9);

    private static final Spread GUESS_PRIOR = new Spread(0, 0.36);
    private static final double PRIOR_WEIGHT = 3;
    private static final double SLOWEST = 0.03;

    /** How far beyond its limit a cut-off answer is thought to have gone on, as a logarithm. */
    private static final double BEYOND_LIMIT_MOST = Math.log(4);

    final LogAverage all;
    final RecentlyUsed<LogAverage> byPool;
    final RecentlyUsed<LogAverage> byModel;
    final RecentlyUsed<LogAverage> byCallerAndModel;
    final RecentlyUsed<LogAverage> guessByCaller;

    Lengths(LogAverage all, int poolsMax, int historiesMax) {
        this.all = all;
        this.byPool = new RecentlyUsed<>(poolsMax, LogAverage::new);
        this.byModel = new RecentlyUsed<>(historiesMax, LogAverage::new);
        this.byCallerAndModel = new RecentlyUsed<>(historiesMax, LogAverage::new);
        this.guessByCaller = new RecentlyUsed<>(historiesMax, LogAverage::new);
    }

    /** Tokens of one choice, were there no limit. */
    Spread of(String pool, String caller, String model, @Nullable Integer expectedTokens) {
        Spread history = history(pool, caller, model);
        if (expectedTokens == null || expectedTokens <= 0) {
            return history;
        }
        Spread factor = over(guessByCaller.peek(caller), GUESS_PRIOR);
        Spread guess = new Spread(Math.log(expectedTokens) + factor.mean(), factor.variance());
        return guess.variance() <= history.variance() ? guess : history;
    }

    /** Learns from an answer of {@code tokens}, cut off when it reached {@code maxTokens}. */
    void learn(
            String pool,
            String caller,
            String model,
            double tokens,
            @Nullable Integer maxTokens,
            @Nullable Integer expectedTokens) {
        double logarithm = Math.log(Math.max(1, tokens));
        if (maxTokens != null && tokens >= maxTokens) {
            // It would have gone on: taking the limit for the length would make the average sink to
            // whatever limits callers happen to set.
            double beyond = of(pool, caller, model, expectedTokens).logAbove(Math.max(1, tokens));
            logarithm = Math.min(beyond, logarithm + BEYOND_LIMIT_MOST);
        }
        all.add(logarithm, SLOWEST);
        byPool.touch(pool).add(logarithm, SLOWEST);
        byModel.touch(model).add(logarithm, SLOWEST);
        byCallerAndModel.touch(key(caller, model)).add(logarithm, SLOWEST);
        if (expectedTokens != null && expectedTokens > 0) {
            guessByCaller.touch(caller).add(logarithm - Math.log(expectedTokens), SLOWEST);
        }
    }

    private Spread history(String pool, String caller, String model) {
        Spread spread = all.over(PRIOR, PRIOR_WEIGHT);
        spread = over(byPool.peek(pool), spread);
        spread = over(byModel.peek(model), spread);
        return over(byCallerAndModel.peek(key(caller, model)), spread);
    }

    static String key(String caller, String model) {
        return caller + '\n' + model;
    }

    private static Spread over(@Nullable LogAverage average, Spread prior) {
        return average == null ? prior : average.over(prior, PRIOR_WEIGHT);
    }
}
