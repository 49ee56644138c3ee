package org.llamaorch.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamaorch.core.scheduler.Fleets.pool;
import static org.llamaorch.core.scheduler.Fleets.replica;
import static org.llamaorch.core.scheduler.Fleets.serving;
import static org.llamaorch.core.scheduler.Tasks.task;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.placement.ReplicaCondition;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.placement.Vram;

/** Another model in a pool: between two starts, and what runs is not touched. */
final class ReloadsTest {

    private final Desk desk = Desk.withPools(pool("a")).bind(replica("a", "r0", 1));

    private static ReplicaStatus another(String model) {
        return serving("a", "r0", 1, true, 0, 0, List.of(model));
    }

    private void reload(String model) {
        desk.on(new Event.Reloaded("a", model, List.of(another(model)), desk.ticket()));
    }

    private PoolView view() {
        return desk.scheduler.pools(desk.nowMs).getFirst();
    }

    @Test
    void theChangeIsOneStepForAdmissionAndPlacement() {
        assertThat(desk.refused(task("early").model("other")).code())
                .isEqualTo(ErrorCode.MODEL_NOT_FOUND);

        reload("other");

        assertThat(desk.refused(task("late").model("llama")).code())
                .isEqualTo(ErrorCode.POOL_UNAVAILABLE);
        desk.admit(task("now").model("other"));
        assertThat(desk.attempt("now").replica().models()).containsExactly("other");
        assertThat(view().spec().model()).isEqualTo("other");
        assertThat(desk.notices(Notice.Reloaded.class)).hasSize(1);
    }

    @Test
    void whatRunsGoesOnWhileTheNewEngineServes() {
        desk.admit(task("old").model("llama"));
        desk.firstToken("old");

        reload("other");
        long over = desk.ticket();
        desk.on(new Event.AwaitReplaced("a", over));
        desk.admit(task("new").model("other"));

        assertThat(desk.started()).containsExactly("old", "new");
        assertThat(desk.answered(over)).isFalse();
        desk.complete("old");
        assertThat(desk.terminals("old")).hasSize(1);
        assertThat(desk.answered(over)).isTrue();
        desk.complete("new");
        desk.admit(task("next").model("other"));
        assertThat(desk.started()).endsWith("next");
    }

    @Test
    void aHoldLetsWhatRunsEndAndKeepsTheRestWaiting() {
        desk.admit(task("runs"));
        long idle = desk.ticket();
        desk.on(new Event.Hold("a", idle));
        desk.admit(task("waits"));

        assertThat(desk.answered(idle)).isFalse();
        desk.complete("runs");
        assertThat(desk.answered(idle)).isTrue();
        assertThat(desk.started()).containsExactly("runs");
        assertThat(view().draining()).isFalse();
        desk.bind(replica("a", "r0", 1));
        assertThat(desk.started()).containsExactly("runs");

        desk.on(new Event.Release("a", desk.ticket()));
        assertThat(desk.started()).containsExactly("runs", "waits");
    }

    @Test
    void queuedTasksOfTheOldModelEndWhenNobodyServesIt() {
        desk.on(new Event.Hold("a", desk.ticket()));
        desk.admit(task("stranded").model("llama"));

        reload("other");
        desk.pass(59_000);
        assertThat(desk.terminals("stranded")).isEmpty();
        desk.pass(2_000);

        assertThat(desk.failure("stranded")).isEqualTo(ErrorCode.POOL_UNAVAILABLE);
    }

    @Test
    void aDrainOutlastsAReload() {
        desk.on(new Event.Drain("a", null, desk.ticket()));

        reload("other");

        assertThat(view().draining()).isTrue();
        assertThat(desk.refused(task("no").model("other")).code())
                .isEqualTo(ErrorCode.POOL_UNREADY);
        desk.on(new Event.Undrain("a", desk.ticket()));
        desk.admit(task("yes").model("other"));
        assertThat(desk.started()).containsExactly("yes");
    }

    @Test
    void theChangeHoldsOverARestartUntilTheConfigurationNamesAnotherModel() {
        reload("other");

        assertThat(restarted(pool("a")).spec().model()).isEqualTo("other");
        assertThat(restarted(pool("a").withModel("third")).spec().model()).isEqualTo("third");
        reload("llama");
        assertThat(desk.lastEntries).contains(new Entry.PoolAsConfigured(1, "a"));
        assertThat(restarted(pool("a")).spec().model()).isEqualTo("llama");
    }

    private PoolView restarted(PoolSpec configured) {
        FoldedJournal journal = new FoldedJournal();
        journal.commit(desk.entries);
        Desk after = new Desk(SchedulerSettings.defaults());
        after.scheduler.restore(journal.rows(), after.nowMs);
        after.on(new Event.Restarted(Set.of(), false));
        after.on(new Event.PoolsConfigured(List.of(configured)));
        return after.scheduler.pools(after.nowMs).getFirst();
    }

    @Test
    void theSessionsThatTheOldEngineKnewStartColdOnTheNewOne() {
        desk.admit(task("first").session("s"));
        desk.firstToken("first");
        desk.complete("first");
        assertThat(desk.scheduler.session(task("x").spec().caller(), "s", desk.nowMs).kvWarmth())
                .isTrue();

        reload("other");

        assertThat(desk.scheduler.session(task("x").spec().caller(), "s", desk.nowMs).kvWarmth())
                .isFalse();
    }

    @Test
    void aRegistrationIsAnsweredWhenItIsWrittenAndMakesItsPool() {
        long ticket = desk.ticket();
        ReplicaStatus worker =
                new ReplicaStatus(
                        ReplicaId.local("made", "w"),
                        "http://127.0.0.1:9",
                        EngineKind.LLAMACPP,
                        "",
                        List.of(),
                        null,
                        1,
                        0,
                        Set.of(),
                        List.of(),
                        ReplicaCondition.down(null),
                        Vram.UNKNOWN,
                        ReplicaOrigin.REGISTRATION);

        desk.on(new Event.ReplicaRegistered(worker, ticket));

        assertThat(desk.answered(ticket)).isTrue();
        assertThat(desk.lastEntries).containsExactly(new Entry.ReplicaBound(1, worker));
        assertThat(desk.scheduler.pools(desk.nowMs))
                .extracting(pool -> pool.spec().id())
                .containsExactly("a", "made");
        desk.admit(task("by pool").model("made"));
    }
}
