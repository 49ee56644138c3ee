package org.llamaorch.core.scheduler;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.CancelReason;

/**
 * The daemon is told to stop (B-RES-015):
 *
 * <ol>
 *   <li>nothing new comes in and nothing starts; what waits stays in the journal
 *   <li>running work gets the grace; then after its first token it ends with WORKER_RESET, before
 *       it is back in its place
 *   <li>when no attempt runs any more, the daemon may leave
 * </ol>
 *
 * A second stop sets another grace.
 */
final class Shutdown {

    private final SchedulerState state;
    private final Stops stops;
    private final ForecastSaves saves;
    private Timers.@Nullable Timer grace;
    private boolean told;

    Shutdown(SchedulerState state, Stops stops, ForecastSaves saves) {
        this.state = state;
        this.stops = stops;
        this.saves = saves;
    }

    void stop(Event.Stop event, Turn turn) {
        state.stopping = true; // 1
        saves.save(turn);
        state.timers.cancel(grace);
        grace = state.timers.set(turn.nowMs() + event.graceMs(), new Due.StopGrace());
        if (event.graceMs() == 0) {
            graceOver(turn);
        }
    }

    void graceOver(Turn turn) { // 2
        stops.stopAll(
                List.copyOf(state.leases.held()),
                "The daemon was stopped.",
                false,
                true,
                CancelReason.SHUTDOWN,
                turn);
    }

    /** Tells once that nothing runs any more. */
    void tellWhenIdle(Turn turn) { // 3
        if (state.stopping && !told && state.leases.held().isEmpty()) {
            told = true;
            saves.save(turn);
            turn.release(new Effect.Stopped());
        }
    }
}
