package org.llamaorch.core.admission;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.budget.BudgetBook;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.placement.Demand;
import org.llamaorch.core.placement.Fleet;
import org.llamaorch.core.placement.Pool;
import org.llamaorch.core.placement.Targets;
import org.llamaorch.core.session.SessionBook;
import org.llamaorch.core.task.TaskSpec;

/**
 * Whether the rest of the caller's budget and of the session's covers the most that the task can
 * use (LO-05, ORCH-3099):
 *
 * <ol>
 *   <li>tokens: the prompt's bound, and for each choice the tokens asked for or the pool's default
 *   <li>time: the pool's wall timeout
 *   <li>cost: those tokens at the pool's price
 *   <li>of several pools that may serve it, the most of each
 * </ol>
 *
 * Confined to the scheduler's thread.
 */
public final class BudgetCheck {

    private final Fleet fleet;
    private final SessionBook sessions;
    private final BudgetBook budgets;

    public BudgetCheck(Fleet fleet, SessionBook sessions, BudgetBook budgets) {
        this.fleet = fleet;
        this.sessions = sessions;
        this.budgets = budgets;
    }

    /** What the next task of the caller's session may use. */
    public Spending left(String caller, String sessionId, long nowMs) {
        if (!budgets.counts(caller)) {
            return Spending.UNBOUNDED;
        }
        return budgets.remaining(caller, nowMs)
                .least(budgets.limits(caller).session().minus(sessions.spoken(caller, sessionId)));
    }

    /** The most that the task can use, wherever it runs. */
    public Spending most(TaskSpec task, Demand demand) {
        Targets targets = fleet.targets(demand);
        Spending most = new Spending(tokensIn(task), 0, 0);
        for (Pool pool : targets.pools()) { // 4
            long out = tokensOut(task, pool, targets.largestCtx());
            most =
                    most.most(
                            new Spending(
                                    saturated(tokensIn(task), out), // 1
                                    pool.spec().wallTimeoutMs(), // 2
                                    pool.spec().price().costNanos(tokensIn(task), out))); // 3
        }
        return most;
    }

    Optional<Admission.Refused> refuse(TaskSpec task, Demand demand, long nowMs) {
        if (!budgets.counts(task.caller())) {
            return Optional.empty();
        }
        Spending most = most(task, demand);
        Spending ofCaller = budgets.remaining(task.caller(), nowMs);
        Spending left = left(task.caller(), task.sessionId(), nowMs);
        if (most.within(left)) {
            return Optional.empty();
        }
        String whose = most.within(ofCaller) ? "session" : "key";
        return Optional.of(
                Refusals.wrong(ErrorCode.BUDGET_EXHAUSTED, message(whose, most, left), null));
    }

    private static String message(String whose, Spending most, Spending left) {
        if (most.tokens() > left.tokens()) {
            return "The task may need %d tokens and the %s's budget leaves %d; ask for fewer max_tokens."
                    .formatted(most.tokens(), whose, left.tokens());
        }
        if (most.timeMs() > left.timeMs()) {
            return "The task may run %d ms and the %s's budget leaves %d ms; wait for the next period."
                    .formatted(most.timeMs(), whose, left.timeMs());
        }
        return "The task may cost %s and the %s's budget leaves %s; ask for fewer max_tokens."
                .formatted(most.wireCost(), whose, left.wireCost());
    }

    private static long tokensIn(TaskSpec task) {
        return Math.max(1, task.promptTokensBound());
    }

    /** Where nobody bounds them, no budget covers them. */
    private static long tokensOut(TaskSpec task, Pool pool, @Nullable Integer largestCtx) {
        if (task.workload() != Workload.COMPLETION) {
            return 0;
        }
        Integer each = pool.spec().maxTokens(task.maxTokens());
        if (each == null) {
            each = largestCtx;
        }
        return each == null ? Integer.MAX_VALUE : (long) each * task.choices();
    }

    private static long saturated(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }
}
