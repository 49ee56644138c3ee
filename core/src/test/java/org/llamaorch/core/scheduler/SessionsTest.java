package org.llamaorch.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamaorch.core.scheduler.Fleets.pool;
import static org.llamaorch.core.scheduler.Fleets.replica;
import static org.llamaorch.core.scheduler.Tasks.task;

import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.KvHint;
import org.llamaorch.contracts.SessionInfo;
import org.llamaorch.core.session.Session;

final class SessionsTest {

    private final Desk desk = Desk.withPools(pool("a")).bind(replica("a", "r0", 1));

    private SessionInfo session(String id) {
        return desk.scheduler.session("alice", id, desk.nowMs);
    }

    private void turn(String id) {
        desk.admit(task(id).session("s"));
        desk.firstToken(id);
        desk.complete(id);
    }

    @Test
    void readsTheDefaultsOfAnUnknownSessionAndStoresNothing() {
        assertThat(session("nobody").ttlMsRemaining()).isEqualTo(600_000);
        assertThat(session("nobody").turns()).isZero();
        assertThat(session("nobody").kvWarmth()).isFalse();
        assertThat(desk.scheduler.state().sessions.all()).isEmpty();
    }

    @Test
    void countsTurnsAndRunsItsTimeFromTheLastUse() {
        turn("t1");
        desk.nowMs += 1_000;
        assertThat(session("s").turns()).isEqualTo(1);
        assertThat(session("s").ttlMsRemaining()).isEqualTo(599_000);
        assertThat(session("s").kvWarmth()).isTrue();
        turn("t2");
        assertThat(session("s").ttlMsRemaining()).isEqualTo(600_000);
    }

    @Test
    void belongsToItsCaller() {
        turn("t1");
        assertThat(desk.scheduler.session("bob", "s", desk.nowMs).turns()).isZero();
    }

    @Test
    void isFoundByItsIdForWhoSeesAll() {
        turn("t1");
        assertThat(desk.scheduler.callerOfSession("s", "ops")).isEqualTo("alice");
        assertThat(desk.scheduler.callerOfSession("other", "ops")).isEqualTo("ops");
        desk.admit(task("t2").by("ops").session("s"));
        assertThat(desk.scheduler.callerOfSession("s", "ops")).isEqualTo("ops");
        desk.on(new Event.DeleteSession("alice", "s", desk.ticket()));
        desk.on(new Event.DeleteSession("ops", "s", desk.ticket()));
        assertThat(desk.scheduler.callerOfSession("s", "bob")).isEqualTo("bob");
    }

    @Test
    void expiresAfterItsTimeButNotWhileATaskLives() {
        turn("t1");
        desk.admit(task("t2").session("s"));
        desk.pass(599_999);
        desk.pass(599_999);
        assertThat(session("s").turns()).isEqualTo(1);
        assertThat(desk.terminals("t2")).as("the wall timeout").hasSize(1);
        desk.pass(600_000);
        assertThat(session("s").turns()).isZero();
        assertThat(desk.entries).anyMatch(entry -> entry instanceof Entry.SessionRemoved);
    }

    @Test
    void startsTheTurnAfterTheLastCold() {
        for (int i = 1; i <= 8; i++) {
            turn("t" + i);
        }
        assertThat(desk.attempt("t8").kvWarm()).isTrue();
        turn("t9");
        assertThat(desk.attempt("t8").task().kvHint()).isEqualTo(KvHint.REUSE);
        assertThat(desk.attempt("t9").kvWarm()).isFalse();
        assertThat(desk.attempt("t9").task().kvHint()).isEqualTo(KvHint.COLD);
        assertThat(session("s").turns()).isEqualTo(1);
        turn("t10");
        assertThat(desk.attempt("t10").kvWarm()).isTrue();
        assertThat(desk.attempt("t10").task().kvHint()).isEqualTo(KvHint.REUSE);
    }

    @Test
    void refusesTheTurnAfterTheLastWhereSoSet() {
        Desk strict =
                new Desk(new Settings().sessionTurnsRefusedAfter(1).build(), pool("a"))
                        .bind(replica("a", "r0", 1));
        strict.admit(task("t1").session("s"));
        strict.complete("t1");
        assertThat(strict.refused(task("t2").session("s")).code())
                .isEqualTo(ErrorCode.BUDGET_EXHAUSTED);
    }

    @Test
    void deletesASessionAndCancelsNothing() {
        desk.admit(task("t1").session("s"));
        long ticket = desk.ticket();
        desk.on(new Event.DeleteSession("alice", "s", ticket));
        assertThat(desk.answered(ticket)).isTrue();
        assertThat(desk.terminals("t1")).isEmpty();
        desk.complete("t1");
        assertThat(session("s").turns()).isZero();
        assertThat(desk.lastEntries).noneMatch(entry -> entry instanceof Entry.SessionSaved);
        desk.on(new Event.DeleteSession("alice", "s", desk.ticket()));
        assertThat(desk.lastEntries).isEmpty();
    }

    @Test
    void keepsABoundedNumberLeastRecentlyUsedOut() {
        Desk small = new Desk(RandomWorld.SETTINGS, pool("a")).bind(replica("a", "r0", 1));
        for (int i = 0; i < 25; i++) {
            small.admit(task("t" + i).session("s" + i));
            small.complete("t" + i);
        }
        small.on(new Event.Tick());
        assertThat(small.scheduler.state().sessions.all())
                .extracting(Session::sessionId)
                .hasSize(20)
                .doesNotContain("s0", "s4")
                .contains("s5", "s24");
    }
}
