package org.llamaorch.core.budget;

/** What a caller may use in each period. */
public record Budget(Spending limit, BudgetPeriod period) {

    public static final Budget UNBOUNDED = new Budget(Spending.UNBOUNDED, BudgetPeriod.NONE);

    boolean bounds() {
        return !limit.equals(Spending.UNBOUNDED);
    }
}
