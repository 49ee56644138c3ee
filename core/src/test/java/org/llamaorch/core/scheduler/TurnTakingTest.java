package org.llamaorch.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamaorch.core.scheduler.Fleets.pool;
import static org.llamaorch.core.scheduler.Fleets.replica;
import static org.llamaorch.core.scheduler.Tasks.task;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TurnTakingTest {

    private final Desk desk = Desk.withPools(pool("a")).bind(replica("a", "r0", 1));

    private List<String> runAll() {
        for (int i = 0; i < desk.started().size(); i++) {
            desk.complete(desk.started().get(i));
        }
        return desk.started();
    }

    @Test
    void startsInteractiveBeforeBatch() {
        desk.admit(task("running"));
        desk.admit(task("b1").batch());
        desk.admit(task("t1"));

        assertThat(runAll()).containsExactly("running", "t1", "b1");
    }

    @Test
    void keepsTheOrderOfAdmissionForOneCaller() {
        for (int i = 0; i < 6; i++) {
            desk.admit(task("t" + i).ctx(i % 2 == 0 ? 0 : 1024));
        }
        assertThat(runAll()).containsExactly("t0", "t1", "t2", "t3", "t4", "t5");
    }

    @Test
    void letsCallersTakeTurns() {
        desk.admit(task("a0"));
        desk.admit(task("a1"));
        desk.admit(task("a2"));
        desk.admit(task("a3"));
        desk.admit(task("b1").by("bob"));
        desk.admit(task("b2").by("bob"));
        desk.admit(task("c1").by("carol"));

        assertThat(runAll()).containsExactly("a0", "b1", "c1", "a1", "b2", "a2", "a3");
    }

    @Test
    void tellsThePositionThatTurnTakingGives() {
        desk.admit(task("a0"));
        assertThat(desk.admit(task("a1")).queuePosition()).isZero();
        assertThat(desk.admit(task("a2")).queuePosition()).isEqualTo(1);
        assertThat(desk.admit(task("b1").by("bob")).queuePosition()).isZero();
        assertThat(desk.admit(task("batch").batch()).queuePosition()).isZero();

        assertThat(desk.position("a1")).isEqualTo(1);
        assertThat(desk.position("a2")).isEqualTo(2);
        assertThat(desk.position("b1")).isZero();
    }

    @Test
    void givesEveryFourthStartToABatchTaskThatWaitedTooLong() {
        desk.admit(task("t0"));
        desk.admit(task("b1").batch());
        desk.admit(task("b2").batch());
        for (int i = 1; i <= 8; i++) {
            desk.admit(task("t" + i));
        }
        desk.pass(SchedulerSettings.defaults().batchWaitLimitMs());

        assertThat(runAll())
                .containsExactly("t0", "t1", "t2", "t3", "b1", "t4", "t5", "t6", "b2", "t7", "t8");
    }

    @Test
    void givesBatchThePoolsOwnShareOfItsStarts() {
        Desk own = Desk.withPools(Fleets.poolWithBatchEvery("a", 2), pool("b"));
        own.bind(replica("a", "r0", 1), replica("b", "r1", 1));
        for (String poolId : new String[] {"a", "b"}) {
            own.admit(task(poolId + "0").pin(poolId));
            own.admit(task(poolId + "-batch").batch().pin(poolId));
            for (int i = 1; i <= 4; i++) {
                own.admit(task(poolId + i).pin(poolId));
            }
        }
        own.pass(SchedulerSettings.defaults().batchWaitLimitMs());
        for (int i = 0; i < 5; i++) {
            own.complete(runningIn(own, "a"));
            own.complete(runningIn(own, "b"));
        }

        assertThat(own.started().stream().filter(id -> id.startsWith("a")))
                .startsWith("a0", "a1", "a-batch", "a2");
        assertThat(own.started().stream().filter(id -> id.startsWith("b")))
                .startsWith("b0", "b1", "b2", "b3", "b-batch");
    }

    private static String runningIn(Desk desk, String pool) {
        return desk.started().stream().filter(id -> id.startsWith(pool)).toList().getLast();
    }

    @Test
    void isNotHeldUpByATaskThatFitsNothingFree() {
        Desk two = Desk.withPools(pool("a"), pool("b"));
        two.bind(replica("a", "r0", 1), replica("b", "r1", 1));
        two.admit(task("fills").pin("a"));
        two.admit(task("waits").pin("a"));

        two.admit(task("free").pin("b"));

        assertThat(two.started()).containsExactly("fills", "free");
    }

    @Test
    void putsATaskBackInItsOldPlaceBeforeYoungerOnes() {
        desk.admit(task("t0"));
        desk.admit(task("t1"));
        desk.admit(task("bob1").by("bob"));
        desk.end("t0", Desk.brokenBefore());
        desk.pass(1_000);

        assertThat(desk.started()).containsExactly("t0", "t0");
    }
}
