package org.llamaorch.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamaorch.core.scheduler.Fleets.pool;
import static org.llamaorch.core.scheduler.Fleets.replica;
import static org.llamaorch.core.scheduler.Tasks.task;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.Door;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.TaskState;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.task.AttemptEnding;

final class RestartTest {

    private final Desk before = Desk.withPools(pool("a")).bind(replica("a", "r0", 2));

    /** A second life that takes back what the first one wrote. */
    private Desk restarted(Set<String> withTokens, boolean rebooted) {
        FoldedJournal journal = new FoldedJournal();
        journal.commit(before.entries);
        Desk after = new Desk(SchedulerSettings.defaults());
        after.nowMs = before.nowMs + 1_000;
        after.scheduler.restore(journal.rows(), after.nowMs);
        after.on(new Event.Restarted(withTokens, rebooted));
        after.on(new Event.PoolsConfigured(List.of(pool("a"))));
        return after;
    }

    private void runTwoQueueTwo() {
        before.admit(task("spoke"));
        before.admit(task("silent"));
        before.admit(task("q1"));
        before.admit(task("q2"));
        before.firstToken("spoke");
    }

    @Test
    void queuesWhatHadNoTokenInItsOldPlaceAndResetsWhatHadOne() {
        runTwoQueueTwo();

        Desk after = restarted(Set.of("spoke"), false);

        assertThat(after.failure("spoke")).isEqualTo(ErrorCode.WORKER_RESET);
        assertThat(after.position("silent")).isZero();
        assertThat(after.position("q1")).isEqualTo(1);
        assertThat(after.position("q2")).isEqualTo(2);
        assertThat(after.view("silent").orElseThrow().attempts()).isEqualTo(1);
        assertThat(after.entries)
                .filteredOn(entry -> entry instanceof Entry.TaskMoved)
                .singleElement()
                .isEqualTo(new Entry.TaskMoved(1, "silent", 1, 0, null, 0));
    }

    @Test
    void givesNoWorkToAReplicaBeforeItIsReportedAgain() {
        runTwoQueueTwo();
        Desk after = restarted(Set.of("spoke"), false);
        assertThat(after.started()).isEmpty();
        after.bind(replica("a", "r0", 2));
        assertThat(after.started()).containsExactly("silent", "q1");
        assertThat(after.attempt("silent").attempt()).isEqualTo(2);
    }

    @Test
    void resetsEveryStartedTaskAfterAReboot() {
        runTwoQueueTwo();
        Desk after = restarted(Set.of("spoke"), true);
        assertThat(after.failure("spoke")).isEqualTo(ErrorCode.WORKER_RESET);
        assertThat(after.failure("silent")).isEqualTo(ErrorCode.WORKER_RESET);
        assertThat(after.terminals("q1")).isEmpty();
    }

    @Test
    void keepsDrainsSessionsAndDeadlines() {
        before.admit(task("t0").session("s"));
        before.complete("t0");
        before.admit(task("late").deadlineMs(20_000));
        before.on(new Event.Drain("a", null, 0));

        Desk after = restarted(Set.of(), false);
        after.bind(replica("a", "r0", 2));

        assertThat(after.scheduler.pools(after.nowMs).getFirst().draining()).isTrue();
        assertThat(after.scheduler.session("alice", "s", after.nowMs).turns()).isEqualTo(1);
        assertThat(after.started()).isEmpty();
        after.pass(19_000);
        assertThat(after.failure("late")).isEqualTo(ErrorCode.DEADLINE_UNMET);
    }

    @Test
    void learnsAnewWhenWhatWasLearnedCannotBeRead() {
        before.admit(task("t1"));
        before.entries.add(new Entry.ForecastLearned(1, "not what a forecast writes"));

        assertThat(restarted(Set.of(), false).view("t1")).isPresent();
    }

    @Test
    void tellsARepeatedTaskWhatWasToldBeforeTheRestart() {
        assertThat(restartedWith("t1").repeated()).isTrue();
    }

    private Admission.Admitted restartedWith(String id) {
        before.admit(task(id));
        return restarted(Set.of(), false).admit(task(id));
    }

    @Test
    void givesListenersOfTheOpenAiDoorTimeToComeBack() {
        before.admit(task("chat").door(Door.OPENAI));
        before.admit(task("v2").cancelOnDisconnect(0));
        Desk after = restarted(Set.of(), false);
        after.pass(29_999);
        assertThat(after.terminals("chat")).isEmpty();
        after.pass(1);
        assertThat(after.failure("chat")).isEqualTo(ErrorCode.CANCELED);
        assertThat(after.terminals("v2")).isEmpty();
    }

    @Test
    void ignoresWhatAttemptsOfTheEarlierLifeReport() {
        before.admit(task("t1"));
        Desk after = restarted(Set.of(), false);
        after.on(new Event.AttemptEnded("t1", 1, Desk.completed()));
        assertThat(after.terminals("t1")).isEmpty();
        assertThat(after.view("t1").orElseThrow().state()).isEqualTo(TaskState.QUEUED);
    }

    @Test
    void stopsAfterTheGraceAndKeepsWhatWaits() {
        runTwoQueueTwo();
        before.on(new Event.Stop(5_000));
        before.pass(4_999);
        assertThat(before.terminals("spoke")).isEmpty();
        before.pass(1);
        assertThat(before.failure("spoke")).isEqualTo(ErrorCode.WORKER_RESET);
        assertThat(before.effects).noneMatch(effect -> effect instanceof Effect.Stopped);
        before.end("spoke", new AttemptEnding.Stopped());
        before.end("silent", new AttemptEnding.Stopped());
        assertThat(before.effects).filteredOn(e -> e instanceof Effect.Stopped).hasSize(1);
        assertThat(before.started()).containsExactly("spoke", "silent");

        Desk after = restarted(Set.of(), false);
        after.bind(replica("a", "r0", 1));
        assertThat(after.started()).containsExactly("silent");
    }

    @Test
    void letsRunningWorkFinishWithinTheGrace() {
        before.admit(task("t1"));
        before.on(new Event.Stop(5_000));
        before.complete("t1");
        assertThat(before.lastEffects).anyMatch(effect -> effect instanceof Effect.Stopped);
        assertThat(before.terminals("t1").getFirst()).isInstanceOf(Terminal.End.class);
    }

    @Test
    void leavesAtOnceWhenNothingRuns() {
        before.on(new Event.Stop(30_000));
        assertThat(before.lastEffects).anyMatch(effect -> effect instanceof Effect.Stopped);
    }
}
