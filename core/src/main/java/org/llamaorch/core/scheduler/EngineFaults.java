package org.llamaorch.core.scheduler;

import org.llamaorch.core.placement.Replica;
import org.llamaorch.core.placement.RestSettings;

/**
 * What an attempt's end says of its replica (contract §8, B-SCH-012):
 *
 * <ol>
 *   <li>an answer as it should be contents the breaker
 *   <li>an engine that is full rests as long as it asks, within bounds; its breaker counts nothing
 *   <li>a 5xx of a task that had one on another replica is the task's: neither breaker counts it
 *   <li>any other fault counts, and the replica rests a little so that an engine that just died
 *       does not use up a task's attempts within a moment ({@link RestSettings})
 * </ol>
 */
final class EngineFaults {

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
        long boundedMs = state.settings.rest().asked(restMs);
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
        rest(replica, state.settings.rest().afterFaults(replica.faultsInRow()), turn);
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
