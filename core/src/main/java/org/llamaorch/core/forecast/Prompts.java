package org.llamaorch.core.forecast;

import org.jspecify.annotations.Nullable;

/**
 * How much prefill a prompt is: its tokens by its bytes and model, less what the engine's cache
 * tends to hold for that caller. Confined to the scheduler's thread.
 */
final class Prompts {

    /** What a request costs before its first prompt token, in prompt tokens. */
    static final int OVERHEAD_TOKENS = 16;

    private static final Spread TOKENS_PER_BYTE_PRIOR = new Spread(Math.log(0.3), 0.1);
    private static final Spread UNCACHED_PRIOR = new Spread(0, 0.05);
    private static final double PRIOR_WEIGHT = 2;
    private static final double SLOWEST = 0.05;

    final RecentlyUsed<LogAverage> tokensPerByteByModel;
    final RecentlyUsed<LogAverage> uncachedByCallerAndModel;

    Prompts(int historiesMax) {
        this.tokensPerByteByModel = new RecentlyUsed<>(historiesMax, LogAverage::new);
        this.uncachedByCallerAndModel = new RecentlyUsed<>(historiesMax, LogAverage::new);
    }

    /** Tokens to prefill, {@link #OVERHEAD_TOKENS} included. */
    Spread work(String caller, String model, long bytes) {
        Spread perByte = over(tokensPerByteByModel.peek(model), TOKENS_PER_BYTE_PRIOR);
        Spread uncached =
                over(uncachedByCallerAndModel.peek(Lengths.key(caller, model)), UNCACHED_PRIOR);
        double tokens = bytes * Math.exp(perByte.mean());
        double share = tokens / (tokens + OVERHEAD_TOKENS);
        return new Spread(
                Math.log(tokens + OVERHEAD_TOKENS) + uncached.mean(),
                perByte.variance() * share * share + uncached.variance());
    }

    void learn(String caller, String model, long bytes, long tokens, long cachedTokens) {
        if (bytes > 0 && tokens > 0) {
            tokensPerByteByModel.touch(model).add(Math.log((double) tokens / bytes), SLOWEST);
        }
        double uncached = (tokens - cachedTokens + OVERHEAD_TOKENS) / (tokens + 16.0);
        uncachedByCallerAndModel.touch(Lengths.key(caller, model)).add(Math.log(uncached), SLOWEST);
    }

    private static Spread over(@Nullable LogAverage average, Spread prior) {
        return average == null ? prior : average.over(prior, PRIOR_WEIGHT);
    }
}
