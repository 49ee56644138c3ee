package org.llamaorch.core.scheduler;

/** Writes what the forecast learned, at most every {@link #EVERY_MS} and only when it is new. */
final class ForecastSaves {

    private static final long EVERY_MS = 10_000;

    private final SchedulerState state;
    private boolean learned;

    ForecastSaves(SchedulerState state) {
        this.state = state;
    }

    void learned(Turn turn) {
        if (!learned) {
            learned = true;
            state.timers.set(turn.nowMs() + EVERY_MS, new Due.SaveForecast());
        }
    }

    void save(Turn turn) {
        if (learned) {
            learned = false;
            turn.write(new Entry.ForecastLearned(state.epoch, state.forecast.save()));
        }
    }
}
