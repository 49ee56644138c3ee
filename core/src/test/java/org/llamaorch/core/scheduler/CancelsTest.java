package org.llamaorch.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamaorch.core.scheduler.Fleets.pool;
import static org.llamaorch.core.scheduler.Fleets.replica;
import static org.llamaorch.core.scheduler.Tasks.task;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.Door;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.task.AttemptEnding;

final class CancelsTest {

    private final Desk desk = Desk.withPools(pool("a")).bind(replica("a", "r0", 1));

    @Test
    void answersAnUnknownIdAndKeepsNothing() {
        assertThat(desk.answered(desk.cancel("nobody"))).isTrue();
        assertThat(desk.lastEntries).isEmpty();
    }

    @Test
    void sealsEndsStopsAndOnlyThenAnswers() {
        desk.admit(task("t1"));
        desk.firstToken("t1");
        desk.cancel("t1");
        assertThat(desk.lastEntries.getFirst()).isInstanceOf(Entry.TaskEnded.class);
        assertThat(
                        desk.lastEffects.stream()
                                .map(effect -> effect.getClass().getSimpleName())
                                .filter(name -> !name.equals("Tell")))
                .startsWith("StopAttempt", "Finish", "Reply");
    }

    @Test
    void letsTheStreamsOwnEndStandAndAnswersAfterIt() {
        desk.admit(task("t1"));
        desk.firstToken("t1");
        desk.sealedByEngine.add("t1");

        long ticket = desk.cancel("t1");
        assertThat(desk.lastEntries).isEmpty();
        assertThat(desk.answered(ticket)).isFalse();
        long second = desk.cancel("t1");
        desk.complete("t1");

        assertThat(desk.terminals("t1")).singleElement().isInstanceOf(Terminal.End.class);
        assertThat(desk.answered(ticket)).isTrue();
        assertThat(desk.answered(second)).isTrue();
    }

    @Test
    void comesTrueWhenTheAttemptEndsWithoutAnEndOfItsOwn() {
        desk.admit(task("t1"));
        desk.sealedByEngine.add("t1");
        long ticket = desk.cancel("t1");

        desk.end("t1", Desk.brokenBefore());

        assertThat(desk.failure("t1")).isEqualTo(ErrorCode.CANCELED);
        assertThat(desk.answered(ticket)).isTrue();
    }

    @Test
    void holdsTheSlotUntilTheAttemptReallyIsOver() {
        desk.admit(task("t1"));
        desk.admit(task("t2"));
        desk.cancel("t1");
        desk.pass(60_000);
        assertThat(desk.started()).containsExactly("t1");
        desk.end("t1", new AttemptEnding.Stopped());
        assertThat(desk.started()).containsExactly("t1", "t2");
    }

    @Test
    void cancelsWhenTheLastListenerHasBeenGoneForTheGrace() {
        desk.admit(task("t1").cancelOnDisconnect(1_000));
        desk.on(new Event.Listeners("t1", 0));
        desk.pass(60_000);
        assertThat(desk.terminals("t1")).as("no listener came yet").isEmpty();

        desk.on(new Event.Listeners("t1", 1));
        desk.on(new Event.Listeners("t1", 0));
        desk.pass(999);
        desk.on(new Event.Listeners("t1", 1));
        desk.pass(5_000);
        assertThat(desk.terminals("t1")).as("one came back in time").isEmpty();

        desk.on(new Event.Listeners("t1", 0));
        desk.pass(1_000);
        assertThat(desk.failure("t1")).isEqualTo(ErrorCode.CANCELED);
        assertThat(desk.notices(Notice.Ended.class).getFirst().canceledBy())
                .isEqualTo(CancelReason.DISCONNECT);
    }

    @Test
    void cancelsAtOnceWithoutAGraceAndNeverUnasked() {
        desk.admit(task("chat").door(Door.OPENAI));
        desk.admit(task("plain"));
        for (String id : List.of("chat", "plain")) {
            desk.on(new Event.Listeners(id, 1));
            desk.on(new Event.Listeners(id, 0));
        }
        assertThat(desk.failure("chat")).isEqualTo(ErrorCode.CANCELED);
        desk.pass(60_000);
        assertThat(desk.terminals("plain")).isEmpty();
    }

    @Test
    void countsTheTokensThatACancelledOrFailedTaskDelivered() {
        desk.admit(task("t1"));
        desk.firstToken("t1");
        desk.tokens.put("t1", 3L);
        assertThat(desk.view("t1").orElseThrow().tokensOut()).isEqualTo(3);
        desk.cancel("t1");
        assertThat(desk.terminals("t1"))
                .singleElement()
                .extracting(Terminal::tokensOut)
                .isEqualTo(3L);

        desk.end("t1", new AttemptEnding.Stopped());
        desk.admit(task("t2"));
        desk.firstToken("t2");
        desk.tokens.put("t2", 2L);
        desk.end("t2", new AttemptEnding.Faulted("it broke", 0, true, 2));
        assertThat(desk.terminals("t2"))
                .singleElement()
                .extracting(Terminal::tokensOut)
                .isEqualTo(2L);
        assertThat(desk.entries)
                .anyMatch(entry ->
                        entry instanceof Entry.TaskEnded end
                                && end.taskId().equals("t2")
                                && end.terminal().tokensOut() == 2);
    }
}
