package org.llamaorch.core.scheduler;

import org.llamaorch.core.placement.Replica;

/**
 * What an attempt's end says of its replica (contract §8, B-SCH-012):
 *
 * <ol>
 *   <li>an answer as it should be contents the breaker
 *   <li>an engine that is full rests as long as it asks, within bounds; its breaker counts nothing
 *   <li>a 5xx of a task that had one on another replica is the task's: neither breaker counts it
 *   <li>any other fault counts, and the replica rests a little so that an engine that just died
 *       does not use up a task's attempts within a moment: 100 ms, doubling to 2 s
 * </ol>
 */
final class EngineFaults {

    private static final long REST_LEAST_MS = 100;
    private static final long REST_MOST_MS = 600_000;
    private static final long FAULT_REST_MOST_MS = 2_000;

    private final SchedulerState state;

    EngineFaults(SchedulerState state) {
        this.state = state;
    }

    void answered(Replica replica, Turn turn) { // 1
        if (state.health.success(replica)) {
            tellBreaker(replica, "the engine answers again", turn);
        }
    }

    void full(Replica replica, long restMs, Turn turn) { // 2
        long boundedMs = Math.clamp(restMs, REST_LEAST_MS, REST_MOST_MS);
        rest(replica, boundedMs, turn);
        turn.tell(new Notice.EngineResting(replica.id(), boundedMs));
    }

    void fault(LiveTask task, Replica replica, int httpStatus, Turn turn) {
        Replica before = task.countedFaultAt;
        if (httpStatus >= 500 && before != null && before != replica) { // 3
            task.countedFaultAt = null;
            if (state.health.forgive(before)) {
                tellBreaker(before, "its fault was the task's", turn);
            }
            return;
        }
        if (httpStatus >= 500) {
            task.countedFaultAt = replica;
        }
        if (state.health.fault(replica, turn.nowMs())) { // 4
            tellBreaker(replica, "the engine failed again and again", turn);
        }
        int doublings = Math.min(5, Math.max(0, replica.faultsInRow() - 1));
        rest(replica, Math.min(FAULT_REST_MOST_MS, REST_LEAST_MS << doublings), turn);
    }

    void trialDue(Due.BreakerTrial due, Turn turn) {
        Replica replica = state.fleet.replica(due.replica()).orElse(null);
        if (replica != null && state.health.trial(replica, turn.nowMs())) {
            tellBreaker(replica, "one trial", turn);
        }
    }

    void restOver(Due.RestOver due, Turn turn) {
        state.fleet
                .replica(due.replica())
                .ifPresent(replica -> state.health.rested(replica, turn.nowMs()));
    }

    private void rest(Replica replica, long restMs, Turn turn) {
        state.health.rest(replica, turn.nowMs() + restMs);
        state.timers.set(replica.restingUntilMs(), new Due.RestOver(replica.id()));
    }

    private void tellBreaker(Replica replica, String cause, Turn turn) {
        state.poolsChanged = true;
        if (replica.breakerOpenUntilMs() > 0) {
            state.timers.set(replica.breakerOpenUntilMs(), new Due.BreakerTrial(replica.id()));
        }
        turn.tell(new Notice.BreakerChanged(replica.id(), replica.breakerState(), cause));
    }
}
