package org.llamaorch.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamaorch.core.scheduler.Fleets.replica;
import static org.llamaorch.core.scheduler.Tasks.task;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.FullPolicy;
import org.llamaorch.contracts.SessionInfo;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.budget.Budget;
import org.llamaorch.core.budget.BudgetPeriod;
import org.llamaorch.core.budget.CallerLimits;
import org.llamaorch.core.budget.Price;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.placement.PoolSpec;

/**
 * What callers and sessions may use (LO-05, ORCH-3099, B-SEC-003); a prompt's bound is 2 tokens.
 */
final class BudgetsTest {

    private static final long ANY = Long.MAX_VALUE;

    /** A million tokens cost 1 in and 2 out; an attempt takes 60 s at most. */
    private static final PoolSpec POOL =
            poolOf(60_000, 512, new Price(1_000_000_000L, 2_000_000_000L));

    private final Desk desk =
            new Desk(SchedulerSettings.defaults(), POOL).bind(replica("a", "r0", 2));

    private static PoolSpec poolOf(long wallTimeoutMs, int maxTokensDefault, Price price) {
        return new PoolSpec(
                "a",
                EngineKind.LLAMACPP,
                "llama",
                List.of(),
                256,
                FullPolicy.REJECT,
                80,
                null,
                wallTimeoutMs,
                60_000,
                maxTokensDefault,
                price,
                null,
                false);
    }

    private void budget(Spending limit, BudgetPeriod period) {
        limits(new CallerLimits("alice", 0, 0, 0, new Budget(limit, period), Spending.UNBOUNDED));
    }

    private void limits(CallerLimits limits) {
        desk.on(new Event.CallersConfigured(List.of(limits), Spending.UNBOUNDED));
    }

    private static Spending tokens(long tokens) {
        return new Spending(tokens, ANY, ANY);
    }

    private Spending left(String session) {
        return desk.scheduler.left("alice", session, desk.nowMs);
    }

    @Test
    void boundsNobodyWhoHasNoBudget() {
        desk.admit(task("t1").session("s"));

        SessionInfo info = desk.scheduler.session("alice", "s", desk.nowMs);
        assertThat(info.tokensBudgetRemaining()).isEqualTo(SessionInfo.UNLIMITED);
        assertThat(info.timeBudgetRemainingMs()).isEqualTo(SessionInfo.UNLIMITED);
        assertThat(info.costBudgetRemaining()).isEqualTo(SessionInfo.UNLIMITED);
        assertThat(desk.entries).noneMatch(entry -> entry instanceof Entry.BudgetSaved);
    }

    @Test
    void reservesTheMostThatATaskCanUseAndGivesTheUnusedPartBack() {
        budget(tokens(1_000), BudgetPeriod.NONE);

        desk.admit(task("t1").session("s").maxTokens(100));
        assertThat(left("s")).isEqualTo(tokens(898));

        desk.firstToken("t1");
        desk.complete("t1"); // 3 in, 10 out
        assertThat(left("s").tokens()).isEqualTo(987);
        assertThat(desk.lastEntries)
                .as("settled in the commit of the end")
                .anyMatch(entry -> entry instanceof Entry.TaskEnded)
                .anyMatch(entry -> entry instanceof Entry.BudgetSaved);
    }

    @Test
    void refusesWhatTheRestCannotCoverAndKeepsNothingOfIt() {
        budget(tokens(600), BudgetPeriod.NONE);
        desk.admit(task("t1")); // 2 and the pool's 512

        Admission.Refused refused = desk.refused(task("t2"));

        assertThat(refused.code()).isEqualTo(ErrorCode.BUDGET_EXHAUSTED);
        assertThat(refused.retriable()).isFalse();
        assertThat(refused.message()).contains("514").contains("86");
        assertThat(desk.lastEntries).isEmpty();
        desk.admit(task("t3").maxTokens(84));
        assertThat(left("s").tokens()).isZero();
    }

    @Test
    void reservesTheWallTimeoutAndChargesTheTimeThatWasTaken() {
        budget(new Spending(ANY, 100_000, ANY), BudgetPeriod.NONE);
        desk.admit(task("t1"));
        assertThat(left("s").timeMs()).isEqualTo(40_000);
        assertThat(desk.refused(task("t2")).code()).isEqualTo(ErrorCode.BUDGET_EXHAUSTED);

        desk.nowMs += 7_000;
        desk.complete("t1");

        assertThat(left("s").timeMs()).isEqualTo(93_000);
    }

    @Test
    void chargesThePricesOfThePoolThatItRanOn() {
        budget(new Spending(ANY, ANY, 1_000_000), BudgetPeriod.NONE); // a thousandth
        desk.admit(task("t1").maxTokens(100)); // 2 in and 100 out: 202 millionths
        assertThat(left("s").costNanos()).isEqualTo(798_000);
        assertThat(left("s").wireCost()).isEqualTo(0.000798);
        assertThat(desk.refused(task("t2").maxTokens(400)).message()).contains("cost");

        desk.complete("t1"); // 3 in and 10 out

        assertThat(left("s").costNanos()).isEqualTo(1_000_000 - 23_000);
    }

    @Test
    void neverChargesMoreThanWasReserved() {
        budget(tokens(1_000), BudgetPeriod.NONE);
        desk.admit(task("t1").maxTokens(1));
        desk.complete("t1"); // the engine says 13

        assertThat(left("s").tokens()).isEqualTo(997);
    }

    @Test
    void chargesACancelledTaskTheTokensOfItsHistory() {
        budget(tokens(1_000), BudgetPeriod.NONE);
        desk.admit(task("t1").maxTokens(100));
        desk.firstToken("t1");
        desk.tokens.put("t1", 40L);

        desk.cancel("t1");

        assertThat(left("s").tokens()).isEqualTo(960);
    }

    @Test
    void chargesNothingOfATaskThatNeverStarted() {
        budget(tokens(2_000), BudgetPeriod.NONE);
        desk.admit(task("t1"));
        desk.admit(task("t2"));
        desk.admit(task("t3"));

        desk.cancel("t3");

        assertThat(left("s").tokens()).isEqualTo(2_000 - 2 * 514);
    }

    @Test
    void aSessionsBudgetIsWithinItsCallers() {
        limits(
                new CallerLimits(
                        "alice",
                        0,
                        0,
                        0,
                        new Budget(tokens(1_500), BudgetPeriod.NONE),
                        tokens(600)));
        desk.admit(task("t1").session("s"));
        assertThat(left("s").tokens()).isEqualTo(86);
        assertThat(left("other").tokens()).isEqualTo(600);
        assertThat(desk.refused(task("t2").session("s")).message()).contains("session's budget");
        desk.admit(task("t3").session("other"));
        assertThat(left("third").tokens()).as("the key's rest").isEqualTo(472);
        assertThat(desk.refused(task("t4").session("third")).message()).contains("key's budget");

        desk.complete("t1");

        assertThat(left("s").tokens()).isEqualTo(587);
    }

    @Test
    void boundsTheSessionsOfCallersWithoutABudget() {
        desk.on(new Event.CallersConfigured(List.of(), tokens(600)));
        desk.admit(task("t1").session("s"));

        assertThat(desk.refused(task("t2").session("s")).code())
                .isEqualTo(ErrorCode.BUDGET_EXHAUSTED);
        desk.admit(task("t3").session("other"));
    }

    @Test
    void beginsAnewWithThePeriodAndChargesALateEndToTheOldOne() {
        long midnight = 86_400_000;
        desk.nowMs = midnight - 1_000;
        budget(tokens(600), BudgetPeriod.DAY);
        desk.admit(task("t1"));
        assertThat(desk.refused(task("t2")).code()).isEqualTo(ErrorCode.BUDGET_EXHAUSTED);

        desk.nowMs = midnight;
        assertThat(left("s").tokens()).isEqualTo(600);
        desk.admit(task("t3").maxTokens(98));
        desk.complete("t1");

        assertThat(left("s").tokens()).as("t1 was yesterday's").isEqualTo(500);
        desk.complete("t3");
        assertThat(left("s").tokens()).isEqualTo(587);
    }

    @Test
    void lastsAMonthWhereSoSet() {
        assertThat(BudgetPeriod.MONTH.startMs(1_772_323_200_000L - 1))
                .isEqualTo(1_769_904_000_000L);
        assertThat(BudgetPeriod.MONTH.startMs(1_772_323_200_000L)).isEqualTo(1_772_323_200_000L);
        assertThat(BudgetPeriod.NONE.startMs(1_772_323_200_000L)).isZero();
    }

    @Test
    void neitherATaskNorAChargeIsLostByARestart() {
        budget(tokens(1_500), BudgetPeriod.DAY);
        desk.admit(task("ended").session("s").maxTokens(100));
        desk.complete("ended");
        desk.admit(task("lives").session("s"));
        Spending before = left("s");

        FoldedJournal journal = new FoldedJournal();
        journal.commit(desk.entries);
        Desk after = new Desk(SchedulerSettings.defaults());
        after.scheduler.restore(journal.rows(), desk.nowMs);
        after.on(
                new Event.CallersConfigured(
                        List.of(
                                new CallerLimits(
                                        "alice",
                                        0,
                                        0,
                                        0,
                                        new Budget(tokens(1_500), BudgetPeriod.DAY),
                                        Spending.UNBOUNDED)),
                        Spending.UNBOUNDED));
        after.on(new Event.Restarted(Set.of(), false));

        assertThat(before.tokens()).isEqualTo(1_500 - 13 - 514);
        assertThat(after.scheduler.left("alice", "s", desk.nowMs)).isEqualTo(before);
    }

    @Test
    void keepsAnAttemptWithinWhatIsReservedWhereAPoolAllowsMore() {
        budget(tokens(10_000), BudgetPeriod.NONE);
        desk.admit(task("t1"));
        desk.admit(task("t2"));
        desk.admit(task("t3"));
        PoolSpec generous = poolOf(600_000, 4_096, Price.FREE);
        desk.on(new Event.PoolsConfigured(List.of(generous)));

        desk.complete("t1");

        assertThat(desk.attempt("t3").maxTokens()).isEqualTo(512);
    }
}
