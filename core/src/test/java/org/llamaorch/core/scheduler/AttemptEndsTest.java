package org.llamaorch.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamaorch.core.scheduler.Fleets.pool;
import static org.llamaorch.core.scheduler.Fleets.replica;
import static org.llamaorch.core.scheduler.Tasks.task;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.TaskState;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.placement.RestSettings;
import org.llamaorch.core.task.AttemptEnding;

final class AttemptEndsTest {

    private final Desk desk = Desk.withPools(pool("a")).bind(replica("a", "r0", 1));

    private static AttemptEnding status(int httpStatus) {
        return new AttemptEnding.Faulted("status " + httpStatus, httpStatus, false, 0);
    }

    @Test
    void putsATaskBackAfterAFailureBeforeItsFirstToken() {
        desk.admit(task("t1"));
        desk.end("t1", status(500));
        assertThat(desk.view("t1").orElseThrow().state()).isEqualTo(TaskState.QUEUED);
        assertThat(desk.notices(Notice.Requeued.class)).hasSize(1);
        assertThat(desk.lastEntries)
                .singleElement()
                .isInstanceOfSatisfying(
                        Entry.TaskMoved.class,
                        moved -> {
                            assertThat(moved.failures()).isEqualTo(1);
                            assertThat(moved.replica()).isNull();
                        });
        desk.pass(100);
        assertThat(desk.attempt("t1").attempt()).isEqualTo(2);
    }

    @Test
    void givesUpAtTheThirdFailure() {
        desk.admit(task("t1"));
        for (int i = 0; i < 3; i++) {
            desk.end("t1", Desk.brokenBefore());
            desk.pass(2_000);
        }
        assertThat(desk.failure("t1")).isEqualTo(ErrorCode.REPLICA_EXHAUSTED);
        assertThat(desk.started()).hasSize(3);
    }

    @Test
    void resetsATaskThatFailsAfterItsFirstToken() {
        desk.admit(task("t1"));
        desk.firstToken("t1");
        desk.sealedByEngine.add("t1");
        desk.end("t1", new AttemptEnding.Faulted("broke", 0, true, 4));
        assertThat(desk.failure("t1")).isEqualTo(ErrorCode.WORKER_RESET);
    }

    @Test
    void restsAReplicaLongerAfterEachFaultInARow() {
        RestSettings rest = SchedulerSettings.defaults().rest();
        assertThat(LongStream.rangeClosed(1, 7).map(i -> rest.afterFaults((int) i)))
                .containsExactly(100L, 200L, 400L, 800L, 1_600L, 2_000L, 2_000L);
        desk.admit(task("t1"));
        for (long restMs : new long[] {100, 200}) {
            desk.end("t1", Desk.brokenBefore());
            int before = desk.started().size();
            desk.pass(restMs - 1);
            assertThat(desk.started()).hasSize(before);
            desk.pass(1);
            assertThat(desk.started()).hasSize(before + 1);
        }
    }

    @Test
    void restsAFullEngineAsLongAsItAsksAndCountsNothing() {
        desk.admit(task("t1"));
        desk.end("t1", new AttemptEnding.EngineFull(5_000));
        desk.pass(4_999);
        assertThat(desk.started()).hasSize(1);
        desk.pass(1);
        assertThat(desk.started()).hasSize(2);
        for (int i = 0; i < 5; i++) {
            desk.end("t1", new AttemptEnding.EngineFull(1_000));
            desk.pass(1_000);
        }
        assertThat(desk.terminals("t1")).isEmpty();
        assertThat(desk.notices(Notice.BreakerChanged.class)).isEmpty();
        assertThat(desk.started()).hasSize(7);
    }

    @Test
    void tellsWhoIsWrongWhenTheEngineRefuses() {
        desk.admit(task("t1"));
        desk.end("t1", new AttemptEnding.Rejected("bad grammar"));
        assertThat(desk.failure("t1")).isEqualTo(ErrorCode.INVALID_PARAMS);
        desk.admit(task("t2"));
        desk.end("t2", new AttemptEnding.Misconfigured(401, "a key is missing"));
        assertThat(desk.failure("t2")).isEqualTo(ErrorCode.POOL_UNAVAILABLE);
    }

    @Test
    void endsASilentAttemptWithATimeout() {
        desk.admit(task("t1"));
        desk.end("t1", new AttemptEnding.TimedOut("silence", 0));
        assertThat(desk.failure("t1")).isEqualTo(ErrorCode.DECODE_TIMEOUT);
    }

    @Test
    void endsAnAttemptThatRunsPastTheWallTimeout() {
        desk.admit(task("t1"));
        desk.firstToken("t1");
        desk.pass(600_000);
        assertThat(desk.failure("t1")).isEqualTo(ErrorCode.DECODE_TIMEOUT);
        assertThat(desk.lastEffects).anyMatch(effect -> effect instanceof Effect.StopAttempt);
    }

    @Test
    void endsATaskWhoseDeadlinePassesWhileItRunsOrWaits() {
        desk.admit(task("t1").deadlineMs(60_000));
        desk.admit(task("t2").deadlineMs(50_000));
        desk.pass(50_000);
        assertThat(desk.failure("t2")).isEqualTo(ErrorCode.DEADLINE_UNMET);
        desk.pass(10_000);
        assertThat(desk.failure("t1")).isEqualTo(ErrorCode.DEADLINE_UNMET);
        assertThat(desk.lastEffects).anyMatch(effect -> effect instanceof Effect.StopAttempt);
        assertThat(desk.notices(Notice.Ended.class)).allMatch(ended -> ended.canceledBy() != null);
    }

    @Test
    void ignoresAnEndThatIsToldTwice() {
        desk.admit(task("t1"));
        desk.admit(task("t2"));
        desk.complete("t1");
        desk.complete("t1");
        assertThat(desk.terminals("t1")).hasSize(1);
        assertThat(desk.started()).containsExactly("t1", "t2");
        assertThat(desk.view("t2").orElseThrow().state()).isEqualTo(TaskState.STARTING);
    }

    @Test
    void opensTheBreakerAfterFaultsInARowAndTriesOnce() {
        Desk many = Desk.withPools(pool("a")).bind(replica("a", "r0", 2));
        for (int i = 1; i <= 5; i++) {
            many.admit(task("t" + i));
            many.firstToken("t" + i);
            many.end("t" + i, new AttemptEnding.Faulted("broke", 0, true, 1));
            many.nowMs += 2_000;
            many.on(new Event.Tick());
        }
        assertThat(many.notices(Notice.BreakerChanged.class))
                .extracting(Notice.BreakerChanged::state)
                .containsExactly("open");
        assertThat(many.refused(task("x1")).code()).isEqualTo(ErrorCode.POOL_UNREADY);

        many.pass(10_000);
        many.admit(task("trial"));
        many.admit(task("waits"));
        assertThat(many.started()).endsWith("trial");
        many.complete("trial");
        assertThat(many.started()).endsWith("waits");
    }

    @Test
    void keepsTheBreakerOpenTwiceAsLongAfterAFailedTrial() {
        for (int i = 1; i <= 5; i++) {
            desk.admit(task("t" + i));
            desk.firstToken("t" + i);
            desk.end("t" + i, new AttemptEnding.Faulted("broke", 0, true, 1));
            desk.pass(2_000);
        }
        desk.pass(8_000);
        desk.admit(task("trial"));
        desk.firstToken("trial");
        desk.end("trial", new AttemptEnding.Faulted("broke", 0, true, 1));
        desk.pass(19_999);
        desk.refused(task("x1"));
        desk.pass(1);
        desk.admit(task("x2"));
        assertThat(desk.started()).endsWith("x2");
    }

    @Test
    void countsTwoServerErrorsOnDifferentReplicasAgainstTheTask() {
        Desk two =
                new Desk(new Settings().breakerFailures(1).build(), pool("a"))
                        .bind(replica("a", "r0", 1), replica("a", "r1", 1));
        two.admit(task("poison"));
        two.end("poison", status(500));
        assertThat(two.scheduler.pools(two.nowMs).getFirst().replicas().getFirst().breaker())
                .isEqualTo("open");

        two.end("poison", status(503));

        assertThat(two.scheduler.pools(two.nowMs).getFirst().replicas())
                .allMatch(view -> view.breaker().equals("closed"));
    }

    @Test
    void toldEndCarriesWhatTheEngineAndReplicaSaid() {
        desk.admit(task("t1"));
        desk.complete("t1");
        assertThat(desk.terminals("t1").getFirst())
                .isInstanceOfSatisfying(
                        Terminal.End.class,
                        end -> {
                            assertThat(end.tokensOut()).isEqualTo(10);
                            assertThat(end.decodeTimeMs()).isEqualTo(100);
                            assertThat(end.engineVersion()).isEqualTo("b1");
                        });
    }

    @Test
    void appliesThePoolsDefaultOfTokensOnlyWhereNoneIsAsked() {
        desk.admit(task("t1"));
        assertThat(desk.attempt("t1").maxTokens()).isEqualTo(512);
        desk.complete("t1");
        desk.admit(task("t2").maxTokens(7));
        assertThat(desk.attempt("t2").maxTokens()).isEqualTo(7);
    }
}
