package org.llamaorch.core.budget;

/**
 * What a living task may still use of its caller's budget; kept in its row, so that it lives and
 * ends with it.
 *
 * @param periodStartMs the period it was admitted in, and is charged to whenever it ends
 * @param most the most that the task can use
 */
public record Reservation(long periodStartMs, Spending most) {

    /** Of a task whose use nobody counts. */
    public static final Reservation NONE = new Reservation(0, Spending.NONE);

    /** Whether the task's use is counted. */
    public boolean counts() {
        return most.tokens() > 0;
    }
}
