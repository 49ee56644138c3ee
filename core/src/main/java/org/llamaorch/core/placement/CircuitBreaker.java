package org.llamaorch.core.placement;

/**
 * Keeps work away from a replica whose engine fails again and again (contract §8). Counts engine
 * faults only. Confined to the scheduler's thread.
 *
 * <ol>
 *   <li>closed: faults in a row are counted, a success clears them; enough of them open it
 *   <li>open: nothing starts until its time is over
 *   <li>half open: one trial at a time; its success closes, its fault opens twice as long
 * </ol>
 */
final class CircuitBreaker {

    /** Its three states, as {@link PoolView.ReplicaView#breaker()} spells them. */
    enum State {
        CLOSED("closed"),
        OPEN("open"),
        HALF_OPEN("half_open");

        private final String word;

        State(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    private final BreakerSettings settings;
    private State state = State.CLOSED;
    private int faultsInRow;
    private long openMs;
    private long openUntilMs;

    CircuitBreaker(BreakerSettings settings) {
        this.settings = settings;
    }

    State state() {
        return state;
    }

    int faultsInRow() {
        return faultsInRow;
    }

    /** When the next trial is due, epoch milliseconds; 0 unless open. */
    long openUntilMs() {
        return state == State.OPEN ? openUntilMs : 0;
    }

    /** Whether one more attempt may start beside {@code running} others. */
    boolean allows(int running) {
        return switch (state) {
            case CLOSED -> true;
            case OPEN -> false;
            case HALF_OPEN -> running == 0;
        };
    }

    void fault(long nowMs) {
        faultsInRow++;
        if (state == State.HALF_OPEN) { // 3
            open(Math.min(openMs * 2, settings.openMaxMs()), nowMs);
        } else if (state == State.CLOSED && faultsInRow >= settings.failures()) { // 1
            open(settings.openMs(), nowMs);
        }
    }

    void success() {
        faultsInRow = 0;
        state = State.CLOSED;
    }

    /** Takes one counted fault back: it turned out to be the task's. */
    void forgive() {
        if (faultsInRow > 0) {
            faultsInRow--;
        }
        if (state == State.OPEN
                && openMs == settings.openMs()
                && faultsInRow < settings.failures()) {
            state = State.CLOSED;
        }
    }

    /** Its open time is over: lets a trial through. */
    void trial(long nowMs) {
        if (state == State.OPEN && nowMs >= openUntilMs) { // 2
            state = State.HALF_OPEN;
        }
    }

    private void open(long forMs, long nowMs) {
        state = State.OPEN;
        openMs = forMs;
        openUntilMs = nowMs + forMs;
    }
}
