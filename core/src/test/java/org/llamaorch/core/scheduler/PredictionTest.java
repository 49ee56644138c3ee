package org.llamaorch.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamaorch.core.scheduler.Fleets.notReady;
import static org.llamaorch.core.scheduler.Fleets.pool;
import static org.llamaorch.core.scheduler.Fleets.replica;
import static org.llamaorch.core.scheduler.Tasks.task;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.task.TaskView;

final class PredictionTest {

    private final Desk desk = Desk.withPools(pool("a"), pool("b")).bind(replica("a", "r0", 1));

    @Test
    void predictsALaterStartTheMoreIsAhead() {
        assertThat(desk.admit(task("t0").pin("a")).predictedStartMs()).isZero();
        long first = desk.admit(task("t1").pin("a")).predictedStartMs();
        long second = desk.admit(task("t2").pin("a")).predictedStartMs();
        long batch = desk.admit(task("b1").pin("a").batch()).predictedStartMs();

        assertThat(first).isPositive();
        assertThat(second).isGreaterThan(first);
        assertThat(batch).isGreaterThan(second);
    }

    @Test
    void keepsWhatWasToldAndTellsWhatIsNow() {
        desk.admit(task("t0").pin("a"));
        desk.admit(task("t1").pin("a"));
        Admission.Admitted told = desk.admit(task("t2").pin("a").deadlineMs(300_000));
        desk.cancel("t1");

        TaskView now = desk.view("t2").orElseThrow();
        assertThat(now.toldQueuePosition()).isEqualTo(1);
        assertThat(now.toldPredictedStartMs()).isEqualTo(told.predictedStartMs());
        assertThat(now.toldOnTimeProbability()).isEqualTo(told.onTimeProbability());
        assertThat(now.queuePosition()).isZero();
        assertThat(now.predictedStartMs()).isLessThan(told.predictedStartMs());
        assertThat(now.onTimeProbability()).isBetween(0.0, 1.0);
    }

    @Test
    void tellsNoChanceWithoutADeadline() {
        assertThat(desk.admit(task("t0")).onTimeProbability()).isNull();
        assertThat(desk.view("t0").orElseThrow().onTimeProbability()).isNull();
    }

    @Test
    void countsATaskAgainstThePoolWithTheEarliestStart() {
        desk.bind(replica("b", "r1", 1));
        desk.admit(task("run-a").pin("a"));
        desk.admit(task("run-b").pin("b"));
        desk.admit(task("a1").pin("a"));
        desk.admit(task("a2").pin("a"));

        assertThat(desk.admit(task("free")).poolId()).isEqualTo("b");
        assertThat(desk.scheduler.pools(desk.nowMs).get(1).queuedInteractive()).isEqualTo(1);
        desk.complete("run-b");
        assertThat(desk.scheduler.pools(desk.nowMs).get(1).queuedInteractive()).isZero();
    }

    @Test
    void countsAWaitingTaskAnewWhenAnotherPoolWouldStartItSooner() {
        desk.bind(replica("b", "r1", 1));
        desk.admit(task("run-a").pin("a"));
        desk.admit(task("run-b").pin("b"));
        for (int i = 1; i <= 4; i++) {
            desk.admit(task("a" + i).pin("a"));
        }
        for (int i = 1; i <= 3; i++) {
            assertThat(desk.admit(task("free" + i)).poolId()).isEqualTo("b");
        }
        for (int i = 1; i <= 4; i++) {
            desk.cancel("a" + i);
        }
        assertThat(queued("b")).isEqualTo(3);

        desk.pass(SchedulerSettings.defaults().recountEveryMs());

        assertThat(queued("a")).isEqualTo(1);
        assertThat(queued("b")).isEqualTo(2);
        assertThat(desk.view("free2").orElseThrow().poolId()).isEqualTo("a");
        assertThat(desk.effects)
                .anyMatch(effect ->
                        effect instanceof Effect.QueueChanged changed
                                && changed.poolIds().containsAll(List.of("a", "b")));
    }

    private int queued(String poolId) {
        return desk.scheduler.pools(desk.nowMs).stream()
                .filter(view -> view.spec().id().equals(poolId))
                .mapToInt(PoolView::queuedInteractive)
                .sum();
    }

    @Test
    void showsPoolsWithTheirTrueFigures() {
        desk.bind(replica("a", "r0", 3), notReady("a", "r1", 2));
        desk.admit(task("t0").pin("a"));
        var view = desk.scheduler.pools(desk.nowMs).getFirst();

        assertThat(view.ready()).isTrue();
        assertThat(view.cold()).isFalse();
        assertThat(view.slotsTotal()).isEqualTo(5);
        assertThat(view.slotsFree()).isEqualTo(2);
        assertThat(view.replicas()).hasSize(2);
        assertThat(view.replicas().getFirst().slotsBusy()).isEqualTo(1);
        assertThat(desk.scheduler.pools(desk.nowMs).get(1).cold()).isTrue();
    }
}
