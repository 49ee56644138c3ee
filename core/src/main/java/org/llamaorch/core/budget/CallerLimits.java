package org.llamaorch.core.budget;

/**
 * What one caller may do, over all that its key's scopes allow (B-SEC-003).
 *
 * @param caller the key's name
 * @param ratePerSecond new tasks a second, on average; 0 for any number
 * @param burst new tasks at once after a pause; at least 1 where there is a rate
 * @param concurrency tasks that live at once, queued ones included; 0 for any number
 * @param budget over all of its tasks
 * @param session the bound of each of its sessions, within the budget
 */
public record CallerLimits(
        String caller,
        double ratePerSecond,
        int burst,
        int concurrency,
        Budget budget,
        Spending session) {

    public CallerLimits {
        if (!(ratePerSecond >= 0) || concurrency < 0 || (ratePerSecond > 0 && burst < 1)) {
            throw new IllegalArgumentException("limits that no task keeps: " + caller);
        }
    }

    /** A caller whose sessions alone are bounded. */
    public static CallerLimits of(String caller, Spending session) {
        return new CallerLimits(caller, 0, 0, 0, Budget.UNBOUNDED, session);
    }

    /** Whether what its tasks use has to be counted. */
    boolean counts() {
        return budget.bounds() || !session.equals(Spending.UNBOUNDED);
    }
}
