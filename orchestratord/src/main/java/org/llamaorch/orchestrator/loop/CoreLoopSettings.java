package org.llamaorch.orchestrator.loop;

/**
 * The core loop's limits.
 *
 * @param turnEventsMax most inbox items of one turn, hence of one transaction
 * @param turnBodyBytes bytes of submitted bodies after which a turn takes no more
 * @param requestsMax most requests (calls, questions) that wait or are unanswered
 * @param eventsMax most internal events that wait; beyond it the daemon is hopelessly behind and
 *     stops, because none of them may be lost
 * @param busyRetryMs what a caller beyond {@code requestsMax} is told to wait
 * @param idleLookMs longest sleep of an idle loop: how late a clock set forward is noticed
 * @param defectsMax most times the scheduler is rebuilt within the window
 * @param defectWindowMs the window, milliseconds
 * @param closeWithinMs how long closing waits for the last turn
 */
public record CoreLoopSettings(
        int turnEventsMax,
        long turnBodyBytes,
        int requestsMax,
        int eventsMax,
        long busyRetryMs,
        long idleLookMs,
        int defectsMax,
        long defectWindowMs,
        long closeWithinMs) {

    public CoreLoopSettings {
        if (turnEventsMax < 1 || turnBodyBytes < 1 || requestsMax < 1 || eventsMax < 1) {
            throw new IllegalArgumentException("a limit of the core loop is below 1");
        }
        if (busyRetryMs < 1 || idleLookMs < 1 || defectsMax < 0 || closeWithinMs < 1) {
            throw new IllegalArgumentException("a time of the core loop is below its least value");
        }
    }

    public static CoreLoopSettings defaults() {
        return new CoreLoopSettings(
                512, 8L << 20, 16_384, 1 << 20, 1_000, 1_000, 3, 60_000, 10_000);
    }
}
