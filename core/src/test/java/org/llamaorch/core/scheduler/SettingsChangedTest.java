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

    private static SchedulerSettings settings(
            long queuedBytes, int demands, long sessionTtlMs, long batchWaitMs) {
        SchedulerSettings usual = SchedulerSettings.defaults();
        return new SchedulerSettings(
                batchWaitMs,
                usual.batchEvery(),
                usual.unavailableAfterMs(),
                usual.attemptsMax(),
                queuedBytes,
                sessionTtlMs,
                usual.sessionTurnsMax(),
                usual.sessionTurnsRefuse(),
                usual.sessionsMax(),
                demands,
                usual.breakerFailures(),
                usual.breakerOpenMs(),
                usual.breakerOpenMaxMs(),
                usual.graceAfterRestartMs(),
                usual.onTimeRefuseBelow(),
                usual.recountEveryMs(),
                usual.recountsAtOnce());
    }

    @Test
    void boundsNewTasksAndLeavesThoseThatWait() {
        desk.admit(task("running"));
        desk.admit(task("waiting"));

        desk.on(new Event.SettingsChanged(settings(0, 4096, 600_000, 30_000)));

        assertThat(desk.refused(task("late")).code()).isEqualTo(ErrorCode.ADMISSION_REJECT);
        assertThat(desk.scheduler.task("waiting", desk.nowMs)).isPresent();
        desk.on(new Event.SettingsChanged(SchedulerSettings.defaults()));
        desk.admit(task("later"));
    }

    @Test
    void sessionsThatAreKeptLiveAsLongAsTheNewTimeSays() {
        desk.admit(task("t").session("s"));
        desk.on(new Event.Cancel("t", CancelReason.CLIENT, 0));

        desk.on(new Event.SettingsChanged(settings(1L << 30, 4096, 1_000, 30_000)));

        assertThat(desk.scheduler.nextTickAtMs()).isLessThanOrEqualTo(desk.nowMs + 1_000);
    }
}
