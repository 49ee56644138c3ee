package org.llamaorch.core.budget;

import org.llamaorch.contracts.SessionInfo;

/**
 * An amount of what budgets bound: what was used, is reserved, or may be used. {@link
 * Long#MAX_VALUE} in a component is "no bound"; sums stop there.
 *
 * @param tokens in and out
 * @param timeMs milliseconds that a slot is held
 * @param costNanos billionths of the currency that the pools' prices are in
 */
public record Spending(long tokens, long timeMs, long costNanos) {

    public static final Spending NONE = new Spending(0, 0, 0);
    public static final Spending UNBOUNDED =
            new Spending(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    /** Billionths in a unit of the currency. */
    public static final long NANOS_PER_UNIT = 1_000_000_000;

    public Spending {
        if (tokens < 0 || timeMs < 0 || costNanos < 0) {
            throw new IllegalArgumentException("nobody uses less than nothing");
        }
    }

    public Spending plus(Spending other) {
        return new Spending(
                sum(tokens, other.tokens),
                sum(timeMs, other.timeMs),
                sum(costNanos, other.costNanos));
    }

    /** What is left of it; nothing where {@code other} is more. */
    public Spending minus(Spending other) {
        return new Spending(
                rest(tokens, other.tokens),
                rest(timeMs, other.timeMs),
                rest(costNanos, other.costNanos));
    }

    /** The smaller of each. */
    public Spending least(Spending other) {
        return new Spending(
                Math.min(tokens, other.tokens),
                Math.min(timeMs, other.timeMs),
                Math.min(costNanos, other.costNanos));
    }

    /** The larger of each. */
    public Spending most(Spending other) {
        return new Spending(
                Math.max(tokens, other.tokens),
                Math.max(timeMs, other.timeMs),
                Math.max(costNanos, other.costNanos));
    }

    /** Whether {@code bound} covers all of it. */
    public boolean within(Spending bound) {
        return tokens <= bound.tokens && timeMs <= bound.timeMs && costNanos <= bound.costNanos;
    }

    /** Tokens as answers show them. */
    public long wireTokens() {
        return Math.min(tokens, SessionInfo.UNLIMITED);
    }

    /** Milliseconds as answers show them. */
    public long wireTimeMs() {
        return Math.min(timeMs, SessionInfo.UNLIMITED);
    }

    /** Units of the currency as answers show them. */
    public double wireCost() {
        return costNanos == Long.MAX_VALUE
                ? SessionInfo.UNLIMITED
                : (double) costNanos / NANOS_PER_UNIT;
    }

    private static long sum(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    private static long rest(long one, long other) {
        if (one == Long.MAX_VALUE) {
            return one;
        }
        return Math.max(0, one - other);
    }
}
