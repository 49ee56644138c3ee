package org.llamaorch.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamaorch.core.scheduler.Fleets.pool;
import static org.llamaorch.core.scheduler.Fleets.replica;
import static org.llamaorch.core.scheduler.Tasks.task;

import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.task.AttemptEnding;

final class DrainsTest {

    private final Desk desk =
            Desk.withPools(pool("a"), pool("b")).bind(replica("a", "r0", 2), replica("b", "r1", 1));

    @Test
    void placesNothingOnADrainingPoolAndMovesWhatWaitsToAnother() {
        desk.admit(task("runs-b").pin("b"));
        desk.admit(task("runs-a1").pin("a"));
        desk.admit(task("runs-a2").pin("a"));
        desk.admit(task("waits"));
        desk.on(new Event.Drain("a", null, desk.ticket()));
        assertThat(desk.view("waits").orElseThrow().poolId()).isEqualTo("b");

        desk.complete("runs-a1");
        assertThat(desk.started()).hasSize(3);
        desk.complete("runs-b");
        assertThat(desk.replicaOf("waits").pool()).isEqualTo("b");
        assertThat(desk.scheduler.pools(desk.nowMs).getFirst().draining()).isTrue();
    }

    @Test
    void waitsOnADrainingPoolWhenThereIsNoOther() {
        desk.admit(task("t1").pin("a"));
        desk.admit(task("t2").pin("a"));
        desk.admit(task("t3").pin("a"));
        desk.on(new Event.Drain("a", null, 0));
        desk.complete("t1");
        desk.pass(600_000 - 1);
        assertThat(desk.terminals("t3")).isEmpty();
        desk.on(new Event.Undrain("a", 0));
        assertThat(desk.started()).contains("t3");
    }

    @Test
    void endsRunningWorkAtTheDeadlineAndRequeuesWhatHadNoToken() {
        desk.admit(task("spoke").pin("a"));
        desk.admit(task("silent").pin("a"));
        desk.firstToken("spoke");
        desk.on(new Event.Drain("a", 3_000L, 0));
        desk.pass(2_999);
        assertThat(desk.terminals("spoke")).isEmpty();
        desk.pass(1);

        assertThat(desk.failure("spoke")).isEqualTo(ErrorCode.WORKER_RESET);
        assertThat(desk.notices(Notice.Ended.class).getFirst().canceledBy())
                .isEqualTo(CancelReason.DRAIN);
        assertThat(desk.lastEffects)
                .filteredOn(effect -> effect instanceof Effect.StopAttempt)
                .hasSize(2);
        desk.end("silent", new AttemptEnding.Stopped());
        desk.on(new Event.Undrain("a", 0));
        assertThat(desk.attempt("silent").attempt()).isEqualTo(2);
        assertThat(desk.notices(Notice.Requeued.class)).hasSize(1);
    }

    @Test
    void resetsATaskWhoseFirstTokenComesWhileItIsBeingStopped() {
        desk.admit(task("t1").pin("a"));
        desk.on(new Event.Drain("a", 0L, 0));
        desk.pass(0);
        desk.firstToken("t1");
        assertThat(desk.failure("t1")).isEqualTo(ErrorCode.WORKER_RESET);
        desk.end("t1", new AttemptEnding.Stopped());
        assertThat(desk.terminals("t1")).hasSize(1);
    }

    @Test
    void forgetsTheDeadlineWhenUndrained() {
        desk.admit(task("t1").pin("a"));
        desk.firstToken("t1");
        desk.on(new Event.Drain("a", 1_000L, 0));
        desk.on(new Event.Undrain("a", 0));
        desk.pass(5_000);
        assertThat(desk.terminals("t1")).isEmpty();
    }

    @Test
    void answersForPoolsThatDoNotExist() {
        long ticket = desk.ticket();
        desk.on(new Event.Drain("nowhere", null, ticket));
        assertThat(desk.answer(ticket)).isEqualTo(new Effect.Answer.NoSuchPool("nowhere"));
        long undrain = desk.ticket();
        desk.on(new Event.Undrain("nowhere", undrain));
        assertThat(desk.answer(undrain)).isEqualTo(new Effect.Answer.NoSuchPool("nowhere"));
    }

    @Test
    void requeuesOrResetsTheAttemptsOfALostReplica() {
        desk.admit(task("spoke").pin("a"));
        desk.admit(task("silent").pin("a"));
        desk.firstToken("spoke");
        desk.on(new Event.ReplicaGone(ReplicaId.local("a", "r0"), "the node is gone"));
        assertThat(desk.failure("spoke")).isEqualTo(ErrorCode.WORKER_RESET);
        assertThat(desk.lastEntries).anyMatch(entry -> entry instanceof Entry.ReplicaUnbound);

        desk.end("silent", Desk.brokenBefore());
        assertThat(desk.view("silent").orElseThrow().attempts()).isEqualTo(1);
        desk.bind(replica("a", "r0", 2));
        assertThat(desk.attempt("silent").attempt()).isEqualTo(2);
    }

    @Test
    void doesNotRelyOnBeingToldTheEndOfAnAttemptOnALostReplica() {
        desk.admit(task("silent"));
        desk.on(new Event.ReplicaGone(desk.replicaOf("silent"), "the node is gone"));
        assertThat(desk.started()).hasSize(1);
        desk.pass(2_000);
        assertThat(desk.attempt("silent").attempt()).isEqualTo(2);
        assertThat(desk.replicaOf("silent").pool()).isEqualTo("b");
    }

    @Test
    void endsATaskForWhichNoPoolHasExistedForAMinute() {
        Desk lone = Desk.withPools();
        lone.bind(replica("x", "r0", 1, true, 0, 0, "other", null, 4096, "0"));
        lone.admit(task("t1").model("other"));
        lone.admit(task("t2").model("other"));
        lone.on(new Event.ReplicaGone(ReplicaId.local("x", "r0"), "left"));
        lone.pass(59_999);
        assertThat(lone.terminals("t2")).isEmpty();
        lone.pass(1);
        assertThat(lone.failure("t2")).isEqualTo(ErrorCode.POOL_UNAVAILABLE);
    }
}
