package org.llamaorch.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamaorch.core.scheduler.Fleets.pool;
import static org.llamaorch.core.scheduler.Fleets.replica;
import static org.llamaorch.core.scheduler.Tasks.task;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.budget.Budget;
import org.llamaorch.core.budget.CallerLimits;
import org.llamaorch.core.budget.Spending;

/** Rate and concurrency of a key (B-SEC-003, ORCH-3006). */
final class CallerLimitsTest {

    private final Desk desk = Desk.withPools(pool("a")).bind(replica("a", "r0", 2));

    private void limits(double ratePerSecond, int burst, int concurrency) {
        desk.on(
                new Event.CallersConfigured(
                        List.of(
                                new CallerLimits(
                                        "alice",
                                        ratePerSecond,
                                        burst,
                                        concurrency,
                                        Budget.UNBOUNDED,
                                        Spending.UNBOUNDED)),
                        Spending.UNBOUNDED));
    }

    private static void throttled(Admission.Refused refused, long waitMs) {
        assertThat(refused.code()).isEqualTo(ErrorCode.ADMISSION_REJECT);
        assertThat(refused.policyLabel()).isEqualTo("rate-limit");
        assertThat(refused.retriable()).isTrue();
        assertThat(refused.retryAfterMs())
                .isBetween(Math.round(waitMs * 0.8) - 1, Math.round(waitMs * 1.2) + 1);
    }

    @Test
    void letsABurstPassAndThenOneAtATimeAndTellsTheBucketsWait() {
        limits(0.5, 2, 0);
        desk.admit(task("t1"));
        desk.admit(task("t2"));
        throttled(desk.refused(task("t3")), 2_000);

        desk.nowMs += 1_500;
        throttled(desk.refused(task("t3")), 500);
        desk.nowMs += 500;
        desk.admit(task("t3"));
        throttled(desk.refused(task("t4")), 2_000);

        desk.nowMs += 3_600_000;
        desk.admit(task("t5"));
        desk.admit(task("t6"));
        throttled(desk.refused(task("t7")), 2_000);
    }

    @Test
    void doesNotCountARepeatedTaskNorAnotherCaller() {
        limits(0.001, 1, 1);
        desk.admit(task("t1"));

        assertThat(desk.admit(task("t1")).repeated()).isTrue();
        desk.admit(task("t2").by("bob"));
        desk.admit(task("t3").by("bob"));
    }

    @Test
    void countsBeforeItLooksAtTheModel() {
        limits(0.1, 1, 0);
        assertThat(desk.refused(task("t1").model("unheard-of")).code())
                .isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        throttled(desk.refused(task("t2").model("unheard-of")), 10_000);
    }

    @Test
    void keepsWhatABucketHoldsWhenLimitsAreToldAnew() {
        limits(0.1, 1, 0);
        desk.admit(task("t1"));
        limits(0.1, 1, 0);
        throttled(desk.refused(task("t2")), 10_000);
    }

    @Test
    void letsACallerHaveSoManyTasksAtOnceQueuedOnesIncluded() {
        limits(0, 0, 3);
        desk.admit(task("t1"));
        desk.admit(task("t2"));
        desk.admit(task("t3"));
        Admission.Refused refused = desk.refused(task("t4"));
        assertThat(refused.policyLabel()).isEqualTo("rate-limit");
        assertThat(refused.retryAfterMs()).isPositive();

        desk.complete("t1");
        desk.admit(task("t4"));
        desk.refused(task("t5"));
        desk.cancel("t3");
        desk.admit(task("t5"));
    }

    @Test
    void waitsAsLongAsTheFirstOfItsTasksIsExpectedToRun() {
        for (int i = 0; i < 20; i++) {
            desk.admit(task("learn" + i));
            desk.nowMs += 4_000;
            desk.complete("learn" + i);
        }
        limits(0, 0, 1);
        desk.admit(task("t1"));
        Admission.Refused refused = desk.refused(task("t2"));
        assertThat(refused.retryAfterMs()).isBetween(1_500L, 8_000L);
    }
}
