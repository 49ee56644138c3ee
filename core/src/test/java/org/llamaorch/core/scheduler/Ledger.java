package org.llamaorch.core.scheduler;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.budget.Budget;
import org.llamaorch.core.budget.CallerLimits;
import org.llamaorch.core.budget.Reservation;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.budget.Usage;

/**
 * A second reckoning of all budgets, from the entries alone. Objects to a charge that is not the
 * task's, to one that is missing, and to budgets that are promised twice.
 */
final class Ledger {

    private record Account(String caller, long periodStartMs) {}

    private record Due(Account account, Reservation reserved, Entry.TaskEnded end) {}

    private final Map<Account, Spending> used = new HashMap<>();
    private final Map<Account, Spending> reserved = new HashMap<>();
    private final Map<String, Account> current = new HashMap<>();
    private final Map<String, Spending> limits = new HashMap<>();
    private @Nullable Due due;
    int charges;

    /** From now on these hold; what was admitted under others stays. */
    void limits(Iterable<CallerLimits> all) {
        limits.clear();
        for (CallerLimits each : all) {
            Budget budget = each.budget();
            limits.put(each.caller(), budget.limit());
        }
    }

    void admitted(Entry.TaskAdmitted task) {
        nothingDue();
        Reservation reservation = task.reserved();
        if (!reservation.counts()) {
            return;
        }
        Account account = new Account(task.task().caller(), reservation.periodStartMs());
        require(account.equals(current.get(account.caller())), "reserved elsewhere", account);
        reserved.merge(account, reservation.most(), Spending::plus);
        Spending promised = sum(account);
        Spending limit = limits.getOrDefault(account.caller(), Spending.UNBOUNDED);
        require(promised.within(limit), "overspent, " + promised + " of " + limit, account);
    }

    void ended(Entry.TaskAdmitted task, Entry.TaskEnded end) {
        nothingDue();
        Reservation reservation = task.reserved();
        if (!reservation.counts()) {
            return;
        }
        Account account = new Account(task.task().caller(), reservation.periodStartMs());
        reserved.merge(account, reservation.most(), (all, one) -> all.minus(one));
        if (account.equals(current.get(account.caller()))) {
            due = new Due(account, reservation, end);
        }
    }

    void saved(Usage usage) {
        Account account = new Account(usage.caller(), usage.periodStartMs());
        Due expected = due;
        due = null;
        if (expected == null) {
            require(usage.used().equals(Spending.NONE), "a charge of nobody's", account);
            current.put(account.caller(), account);
            used.put(account, Spending.NONE);
            return;
        }
        require(account.equals(expected.account()), "charged elsewhere", account);
        Spending charge = usage.used().minus(of(used, account));
        require(charge.within(expected.reserved().most()), "charged more than reserved", account);
        if (expected.end().terminal() instanceof Terminal.End end) {
            long tokens =
                    Math.min(end.tokensIn() + end.tokensOut(), expected.reserved().most().tokens());
            require(charge.tokens() == tokens, "charged " + charge + ", not " + tokens, account);
        }
        long ranMs =
                expected.end().startedAtMs() == 0
                        ? 0
                        : expected.end().endedAtMs() - expected.end().startedAtMs();
        require(
                charge.timeMs() == Math.min(ranMs, expected.reserved().most().timeMs()),
                "charged " + charge + " for " + ranMs + " ms",
                account);
        used.put(account, usage.used());
        charges++;
    }

    /** No living task is left: nothing may be reserved. */
    void nothingReserved() {
        nothingDue();
        reserved.forEach(
                (account, left) -> require(left.equals(Spending.NONE), "leaked " + left, account));
    }

    private void nothingDue() {
        if (due != null) {
            throw new AssertionError("an end that was not charged: " + due);
        }
    }

    private Spending sum(Account account) {
        return of(used, account).plus(of(reserved, account));
    }

    private static Spending of(Map<Account, Spending> amounts, Account account) {
        return amounts.getOrDefault(account, Spending.NONE);
    }

    private static void require(boolean right, String what, Account account) {
        if (!right) {
            throw new AssertionError(what + ": " + account);
        }
    }
}
