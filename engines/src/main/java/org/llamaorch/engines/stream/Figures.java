package org.llamaorch.engines.stream;

/**
 * The engine's own figures of an attempt; -1 for what it does not tell.
 *
 * @param tokensIn tokens of the prompt
 * @param tokensCached how many of them came from its prompt cache
 * @param tokensOut tokens decoded
 * @param prefillMs milliseconds it worked on the prompt
 */
public record Figures(long tokensIn, long tokensCached, long tokensOut, long prefillMs) {

    public static final Figures UNKNOWN = new Figures(-1, -1, -1, -1);

    /** These figures, and the other's where these do not tell. */
    public Figures or(Figures other) {
        return new Figures(
                tokensIn >= 0 ? tokensIn : other.tokensIn,
                tokensCached >= 0 ? tokensCached : other.tokensCached,
                tokensOut >= 0 ? tokensOut : other.tokensOut,
                prefillMs >= 0 ? prefillMs : other.prefillMs);
    }
}
