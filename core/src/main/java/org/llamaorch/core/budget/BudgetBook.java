package org.llamaorch.core.budget;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every caller's account: what it may use, has used, and has reserved for its living tasks (LO-05).
 * Confined to the scheduler's thread.
 *
 * <ol>
 *   <li>a task reserves the most that it can use, of the period it is admitted in
 *   <li>its end charges what it used, never more than it reserved, and gives back the rest
 *   <li>so used and reserved together never exceed the budget that was in force at any admission
 *   <li>a new period begins with nothing used; tasks of the last one are charged to that, which
 *       nobody looks at any more
 * </ol>
 */
public final class BudgetBook {

    private static final class Account {
        final long periodStartMs;
        Spending used = Spending.NONE;
        Spending reserved = Spending.NONE;

        Account(long periodStartMs) {
            this.periodStartMs = periodStartMs;
        }
    }

    private final Map<String, CallerLimits> limits = new HashMap<>();
    private final Map<String, Account> accounts = new HashMap<>();
    private Spending sessionOfOthers = Spending.UNBOUNDED;

    /** The limits of all callers that have some, and the sessions' bound of the others. */
    public void configure(List<CallerLimits> all, Spending sessionOfOthers) {
        limits.clear();
        all.forEach(each -> limits.put(each.caller(), each));
        this.sessionOfOthers = sessionOfOthers;
    }

    public CallerLimits limits(String caller) {
        CallerLimits found = limits.get(caller);
        return found == null ? CallerLimits.of(caller, sessionOfOthers) : found;
    }

    /** Whether what the caller's tasks use has to be counted. */
    public boolean counts(String caller) {
        return limits(caller).counts();
    }

    /** What the caller's budget leaves now. */
    public Spending remaining(String caller, long nowMs) {
        Budget budget = limits(caller).budget();
        if (!budget.bounds()) {
            return Spending.UNBOUNDED;
        }
        Account account = accounts.get(caller);
        if (account == null || account.periodStartMs != budget.period().startMs(nowMs)) { // 4
            return budget.limit();
        }
        return budget.limit().minus(account.used.plus(account.reserved));
    }

    /**
     * Begins the caller's account of the period that holds {@code nowMs}, if it is not begun.
     *
     * @return what to keep of it; empty when it had begun
     */
    public Optional<Usage> begin(String caller, long nowMs) {
        long startMs = limits(caller).budget().period().startMs(nowMs);
        Account account = accounts.get(caller);
        if (account != null && account.periodStartMs == startMs) {
            return Optional.empty();
        }
        accounts.put(caller, new Account(startMs)); // 4
        return Optional.of(new Usage(caller, startMs, Spending.NONE));
    }

    /** Reserves for a task that is let in now, of the period that {@link #begin} began. */
    public Reservation reserve(String caller, Spending most) { // 1
        Account account = accounts.get(caller);
        if (account == null) {
            throw new IllegalStateException("no account of " + caller);
        }
        account.reserved = account.reserved.plus(most);
        return new Reservation(account.periodStartMs, most);
    }

    /** Restores that a task with this reservation lives. */
    public void reopen(String caller, Reservation reservation) {
        Account account = accounts.get(caller);
        if (reservation.counts()
                && account != null
                && account.periodStartMs == reservation.periodStartMs()) {
            account.reserved = account.reserved.plus(reservation.most());
        }
    }

    /** Takes back what the journal kept of a caller's use; before its living tasks. */
    public void restore(Usage usage) {
        Account account = new Account(usage.periodStartMs());
        account.used = usage.used();
        accounts.put(usage.caller(), account);
    }

    /**
     * A task is over (2).
     *
     * @param charged what it used, within what it reserved
     * @return what to keep; empty when its period is over
     */
    public Optional<Usage> settle(String caller, Reservation reservation, Spending charged) {
        Account account = accounts.get(caller);
        if (!reservation.counts()
                || account == null
                || account.periodStartMs != reservation.periodStartMs()) { // 4
            return Optional.empty();
        }
        account.reserved = account.reserved.minus(reservation.most());
        account.used = account.used.plus(charged);
        return Optional.of(new Usage(caller, account.periodStartMs, account.used));
    }

    /** What every caller has used and reserved, for tests of what a restart brings back. */
    public Collection<String> lines() {
        return accounts.entrySet().stream()
                .filter(each ->
                        !each.getValue().used.plus(each.getValue().reserved).equals(Spending.NONE))
                .map(each ->
                        each.getKey()
                                + " since "
                                + each.getValue().periodStartMs
                                + " used "
                                + each.getValue().used
                                + " reserved "
                                + each.getValue().reserved)
                .sorted()
                .toList();
    }
}
