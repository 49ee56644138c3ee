package org.llamaorch.core.forecast;

import org.jspecify.annotations.Nullable;

/**
 * A completed attempt, as the forecast learns from it.
 *
 * @param promptTokensBound what was known of the prompt at admission: its UTF-8 bytes
 * @param promptTokens the engine's count of the prompt, cached ones included
 * @param cachedTokens how many of them came from the prompt cache
 * @param tokensOut the engine's count of decoded tokens, all choices together
 * @param expectedTokens the caller's guess; null without one
 * @param maxTokens most tokens of one choice; 0 for work that decodes nothing; null for no limit
 * @param choices how many completions were asked for, at least 1
 * @param prefillMs milliseconds to the first token
 * @param decodeMs milliseconds from the first token to the last
 * @param totalMs milliseconds the attempt held its slot
 * @param endedAtMs when it ended, on the clock of {@code nowMs}
 */
public record Observation(
        String poolId,
        String caller,
        String model,
        long promptTokensBound,
        long promptTokens,
        long cachedTokens,
        long tokensOut,
        @Nullable Integer expectedTokens,
        @Nullable Integer maxTokens,
        int choices,
        long prefillMs,
        long decodeMs,
        long totalMs,
        long endedAtMs) {

    /** Counts and times that make no sense are taken as the nearest that do. */
    public Observation {
        promptTokensBound = Math.max(0, promptTokensBound);
        promptTokens = Math.max(0, promptTokens);
        cachedTokens = Math.clamp(cachedTokens, 0, promptTokens);
        tokensOut = Math.max(0, tokensOut);
        choices = Math.max(1, choices);
        prefillMs = Math.max(0, prefillMs);
        decodeMs = Math.max(0, decodeMs);
        totalMs = Math.max(0, totalMs);
    }
}
