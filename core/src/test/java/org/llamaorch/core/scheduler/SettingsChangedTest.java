package org.llamaorch.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamaorch.core.scheduler.Fleets.pool;
import static org.llamaorch.core.scheduler.Fleets.replica;
import static org.llamaorch.core.scheduler.Tasks.task;

import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.ErrorCode;

/** Limits and times that change while tasks live hold for what is decided from then on. */
final class SettingsChangedTest {

    private final Desk desk = Desk.withPools(pool("a")).bind(replica("a", "r0", 1));

    @Test
    void boundsNewTasksAndLeavesThoseThatWait() {
        desk.admit(task("running"));
        desk.admit(task("waiting"));

        desk.on(new Event.SettingsChanged(new Settings().queuedBytesMax(0).build()));

        assertThat(desk.refused(task("late")).code()).isEqualTo(ErrorCode.ADMISSION_REJECT);
        assertThat(desk.scheduler.task("waiting", desk.nowMs)).isPresent();
        desk.on(new Event.SettingsChanged(SchedulerSettings.defaults()));
        desk.admit(task("later"));
    }

    @Test
    void sessionsThatAreKeptLiveAsLongAsTheNewTimeSays() {
        desk.admit(task("t").session("s"));
        desk.on(new Event.Cancel("t", CancelReason.CLIENT, 0));

        desk.on(new Event.SettingsChanged(new Settings().sessionTtlMs(1_000).build()));

        assertThat(desk.scheduler.nextTickAtMs()).isLessThanOrEqualTo(desk.nowMs + 1_000);
    }
}
