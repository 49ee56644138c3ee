package org.llamaorch.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamaorch.core.scheduler.Fleets.pool;
import static org.llamaorch.core.scheduler.Fleets.replica;
import static org.llamaorch.core.scheduler.Tasks.task;

import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.FullPolicy;
import org.llamaorch.core.admission.Admission;

final class RepeatedTasksTest {

    private final Desk desk = Desk.withPools(pool("a")).bind(replica("a", "r0", 1));

    @Test
    void tellsARepeatedTaskTheSameAgainAndStartsItOnce() {
        Admission.Admitted first = desk.admit(task("t1"));

        Admission.Admitted again = desk.admit(task("t1"));

        assertThat(again).isEqualTo(first.again());
        assertThat(again.repeated()).isTrue();
        assertThat(desk.lastEntries).isEmpty();
        assertThat(desk.started()).containsExactly("t1");
    }

    @Test
    void callsTheSameIdWithAnotherBodyOrCallerAConflict() {
        desk.admit(task("t1"));

        assertThat(desk.refused(task("t1").body("{}")).code())
                .isEqualTo(ErrorCode.TASK_ID_CONFLICT);
        assertThat(desk.refused(task("t1").by("bob")).code()).isEqualTo(ErrorCode.TASK_ID_CONFLICT);
    }

    @Test
    void knowsATaskByItsCallersIdempotencyKey() {
        desk.admit(task("t1").key("k"));

        assertThat(desk.admit(task("made-up").key("k")).taskId()).isEqualTo("t1");
        assertThat(desk.admit(task("t2").by("bob").key("k")).taskId()).isEqualTo("t2");
        assertThat(desk.refused(task("t3").key("k").body("{}")).code())
                .isEqualTo(ErrorCode.TASK_ID_CONFLICT);
    }

    @Test
    void knowsEndedTasksThatAreRemembered() {
        Admission.Admitted first = desk.admit(task("t1").key("k"));
        desk.complete("t1");
        RememberedTasks.Remembered kept =
                new RememberedTasks.Remembered(
                        "t1", "alice", task("t1").spec().bodyDigest(), first);
        desk.ended.put("t1", kept);
        desk.ended.put("alice/k", kept);

        assertThat(desk.admit(task("t1")).repeated()).isTrue();
        assertThat(desk.admit(task("t9").key("k")).taskId()).isEqualTo("t1");
        assertThat(desk.refused(task("t1").by("bob")).code()).isEqualTo(ErrorCode.TASK_ID_CONFLICT);
        assertThat(desk.started()).containsExactly("t1");
    }

    @Test
    void mayLetInAnIdThatWasRefused() {
        Desk full = Desk.withPools(pool("a", 1, FullPolicy.REJECT)).bind(replica("a", "r0", 1));
        full.admit(task("t1"));
        full.admit(task("t2"));
        full.refused(task("t3"));
        full.complete("t1");

        full.admit(task("t3"));
    }
}
