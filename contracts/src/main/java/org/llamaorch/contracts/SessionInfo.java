package org.llamaorch.contracts;

/**
 * A session as {@code GET /v2/sessions/{id}} shows it. Budgets that are unlimited are {@link
 * #UNLIMITED}.
 *
 * @param ttlMsRemaining milliseconds until it expires if it is not used
 * @param turns finished tasks so far
 * @param kvBytes bytes of KV cache its last replica holds for it; 0 when not known
 * @param kvWarmth whether its last replica is still there to continue on
 * @param tokensBudgetRemaining tokens left
 * @param timeBudgetRemainingMs milliseconds of decoding left
 * @param costBudgetRemaining cost left, in the pool's currency
 */
public record SessionInfo(
        String sessionId,
        long ttlMsRemaining,
        int turns,
        long kvBytes,
        boolean kvWarmth,
        long tokensBudgetRemaining,
        long timeBudgetRemainingMs,
        double costBudgetRemaining) {

    /** The largest integer every JSON reader keeps: what an unlimited budget reads as. */
    public static final long UNLIMITED = 9007199254740991L;
}
