package org.llamaorch.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamaorch.core.scheduler.Fleets.pool;
import static org.llamaorch.core.scheduler.Fleets.replica;
import static org.llamaorch.core.scheduler.Tasks.task;

import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.TaskState;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.task.AttemptEnding;

final class TaskLifeTest {

    private final Desk desk = Desk.withPools(pool("a")).bind(replica("a", "r0", 1));

    @Test
    void writesTheAdmissionBeforeItTellsAndStartsAtOnceOnAFreeSlot() {
        assertThat(desk.admit(task("t1")).queuePosition()).isZero();

        assertThat(desk.lastEntries)
                .extracting(entry -> entry.getClass().getSimpleName())
                .containsExactly("TaskAdmitted", "SessionSaved", "TaskMoved");
        assertThat(desk.lastEffects)
                .extracting(effect -> effect.getClass().getSimpleName())
                .containsSubsequence("OpenStream", "StartAttempt", "Reply");
        assertThat(desk.view("t1").orElseThrow().state()).isEqualTo(TaskState.STARTING);
    }

    @Test
    void completesAndGivesTheSlotToTheNext() {
        desk.admit(task("t1"));
        assertThat(desk.admit(task("t2")).queuePosition()).isZero();
        assertThat(desk.admit(task("t3")).queuePosition()).isEqualTo(1);
        desk.firstToken("t1");
        assertThat(desk.view("t1").orElseThrow().state()).isEqualTo(TaskState.RUNNING);

        desk.complete("t1");

        assertThat(desk.terminals("t1")).singleElement().isInstanceOf(Terminal.End.class);
        assertThat(desk.started()).containsExactly("t1", "t2");
        assertThat(desk.position("t3")).isZero();
        assertThat(desk.view("t1")).isEmpty();
    }

    @Test
    void cancelsWhatIsQueuedInTheSameTurn() {
        desk.admit(task("t1"));
        desk.admit(task("t2"));

        long ticket = desk.cancel("t2");

        assertThat(desk.failure("t2")).isEqualTo(ErrorCode.CANCELED);
        assertThat(desk.answered(ticket)).isTrue();
        desk.complete("t1");
        assertThat(desk.started()).containsExactly("t1");
    }

    @Test
    void cancelsWhatRunsAndHoldsItsSlotUntilTheAttemptReallyIsOver() {
        desk.admit(task("t1"));
        desk.admit(task("t2"));
        desk.firstToken("t1");

        desk.cancel("t1");

        assertThat(desk.lastEffects)
                .extracting(effect -> effect.getClass().getSimpleName())
                .containsSubsequence("StopAttempt", "Finish", "Reply");
        assertThat(desk.started()).containsExactly("t1");
        desk.end("t1", new AttemptEnding.Stopped());
        assertThat(desk.started()).containsExactly("t1", "t2");
        assertThat(desk.terminals("t1")).hasSize(1);
    }
}
