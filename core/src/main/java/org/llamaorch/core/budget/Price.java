package org.llamaorch.core.budget;

/**
 * What a pool's tokens cost.
 *
 * @param inputNanosPerMtok billionths of the currency for a million tokens of the prompt
 * @param outputNanosPerMtok the same for a million decoded ones
 */
public record Price(long inputNanosPerMtok, long outputNanosPerMtok) {

    public static final Price FREE = new Price(0, 0);

    /** The dearest that can be reckoned with: a million of the currency for a million tokens. */
    public static final long NANOS_PER_MTOK_MAX = 1_000_000_000_000_000L;

    private static final long MTOK = 1_000_000;

    public Price {
        if (inputNanosPerMtok < 0
                || outputNanosPerMtok < 0
                || inputNanosPerMtok > NANOS_PER_MTOK_MAX
                || outputNanosPerMtok > NANOS_PER_MTOK_MAX) {
            throw new IllegalArgumentException("a price is 0 to a million for a million tokens");
        }
    }

    /** What so many tokens cost, billionths of the currency, each kind rounded up. */
    public long costNanos(long tokensIn, long tokensOut) {
        long in = cost(tokensIn, inputNanosPerMtok);
        long out = cost(tokensOut, outputNanosPerMtok);
        return in > Long.MAX_VALUE - out ? Long.MAX_VALUE : in + out;
    }

    private static long cost(long tokens, long nanosPerMtok) {
        long high = Math.multiplyHigh(tokens, nanosPerMtok);
        if (high != 0 || tokens * nanosPerMtok < 0) {
            double nanos = (double) tokens / MTOK * nanosPerMtok;
            return nanos >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) Math.ceil(nanos);
        }
        return Math.ceilDiv(tokens * nanosPerMtok, MTOK);
    }
}
