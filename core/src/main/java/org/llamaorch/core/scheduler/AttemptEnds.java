package org.llamaorch.core.scheduler;

import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.core.forecast.Observation;
import org.llamaorch.core.placement.Pool;
import org.llamaorch.core.placement.Replica;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.placement.SlotLease;
import org.llamaorch.core.task.AttemptEnding;
import org.llamaorch.core.task.TaskSpec;

/**
 * What the end of an attempt means (contract §4 attempts, §8):
 *
 * <ol>
 *   <li>an attempt that holds no lease was told before, or is of an earlier life: nothing
 *   <li>the slot is free again; a task that ended meanwhile needs nothing more
 *   <li>completed: the task ends, the forecast learns, the breaker is content
 *   <li>engine full: the replica rests, the task is back in its place, nothing counts
 *   <li>the request refused: INVALID_PARAMS; we refused: POOL_UNAVAILABLE
 *   <li>silence: DECODE_TIMEOUT, and a fault of the engine
 *   <li>a fault after the first token: WORKER_RESET; before it: back in its place, the third is
 *       REPLICA_EXHAUSTED
 *   <li>stopped, the task going on: as the reason for the stop says
 * </ol>
 *
 * An end that was wanted from outside and found the seal taken comes true when the attempt then
 * ends without one of its own.
 */
final class AttemptEnds {

    private final SchedulerState state;
    private final TaskEnds ends;
    private final Starts starts;
    private final EngineFaults faults;
    private final ForecastSaves saves;

    AttemptEnds(
            SchedulerState state,
            TaskEnds ends,
            Starts starts,
            EngineFaults faults,
            ForecastSaves saves) {
        this.state = state;
        this.ends = ends;
        this.starts = starts;
        this.faults = faults;
        this.saves = saves;
    }

    void ended(Event.AttemptEnded event, Turn turn) {
        SlotLease lease = state.leases.giveBack(event.taskId(), event.attempt()).orElse(null);
        if (lease == null) { // 1
            return;
        }
        turn.queueChanged(lease.replica().id().pool());
        LiveTask task = state.tasks.find(event.taskId());
        if (task == null || !lease.equals(task.lease)) { // 2
            return;
        }
        task.lease = null;
        state.timers.cancel(task.wall);
        state.timers.cancel(task.overdue);
        judge(task, lease.replica(), event.ending(), turn);
    }

    private void judge(LiveTask task, Replica replica, AttemptEnding ending, Turn turn) {
        switch (ending) {
            case AttemptEnding.Completed completed -> { // 3
                faults.answered(replica, turn);
                learn(task, replica.status(), completed, turn);
                ends.end(task, Terminals.completed(completed, task.ranOn), null, turn);
            }
            case AttemptEnding.EngineFull(long restMs) -> { // 4
                faults.full(replica, restMs, turn);
                goOn(task, "the engine is full", false, turn);
            }
            case AttemptEnding.Rejected(String message) -> { // 5
                faults.answered(replica, turn);
                fail(task, ErrorCode.INVALID_PARAMS, message, turn);
            }
            case AttemptEnding.Misconfigured misconfigured ->
                    fail(task, ErrorCode.POOL_UNAVAILABLE, misconfigured.message(), turn);
            case AttemptEnding.TimedOut timedOut -> { // 6
                faults.fault(task, replica, 0, turn);
                fail(task, ErrorCode.DECODE_TIMEOUT, timedOut.cause(), turn);
            }
            case AttemptEnding.Faulted fault -> { // 7
                faults.fault(task, replica, fault.httpStatus(), turn);
                if (fault.afterFirstToken() || task.firstTokenAtMs > 0) {
                    sealAndFail(task, ErrorCode.WORKER_RESET, fault.cause(), turn);
                } else {
                    boolean counts = task.stopping == null || task.stopping.counts();
                    goOn(task, fault.cause(), counts, turn);
                }
            }
            case AttemptEnding.Stopped _ -> stopped(task, turn); // 8
        }
    }

    private void stopped(LiveTask task, Turn turn) {
        LiveTask.StopToRequeue stopping = task.stopping;
        String cause = stopping == null ? "the attempt was stopped" : stopping.cause();
        if (task.firstTokenAtMs > 0) {
            sealAndFail(task, ErrorCode.WORKER_RESET, cause, turn);
        } else {
            goOn(task, cause, stopping == null || stopping.counts(), turn);
        }
    }

    /** Puts the task back in its place, unless that was one failure too many. */
    private void goOn(LiveTask task, String cause, boolean counts, Turn turn) {
        LiveTask.Wanted wanted = task.wanted;
        if (wanted != null) {
            ends.end(task, wanted.terminal(), wanted.reason(), turn);
            return;
        }
        if (counts) {
            task.failures++;
        }
        if (task.failures >= state.settings.attemptsMax()) {
            sealAndFail(
                    task,
                    ErrorCode.REPLICA_EXHAUSTED,
                    task.failures + " attempts ended before the first token; the last: " + cause,
                    turn);
            return;
        }
        ReplicaStatus ranOn = task.ranOn;
        starts.requeue(task, turn);
        if (ranOn != null) {
            turn.tell(new Notice.Requeued(task.spec(), task.attempt, ranOn, cause));
        }
    }

    /** The seal is held already. */
    private void fail(LiveTask task, ErrorCode code, String message, Turn turn) {
        Long retryAfterMs =
                code.httpStatus() == 503
                        ? Long.valueOf(state.backoff.untilReady(null, null, turn.nowMs()))
                        : null;
        ends.end(task, Terminals.failed(task, code, message, retryAfterMs), null, turn);
    }

    /** Nobody may hold the seal yet; an end of the stream's own is told by another ending. */
    private void sealAndFail(LiveTask task, ErrorCode code, String message, Turn turn) {
        LiveTask.Wanted wanted = task.wanted;
        boolean ours = state.seals.seal(task.id());
        if (ours && wanted != null) {
            ends.end(task, wanted.terminal(), wanted.reason(), turn);
        } else {
            fail(task, code, message, turn);
        }
    }

    private void learn(
            LiveTask task, ReplicaStatus replica, AttemptEnding.Completed ending, Turn turn) {
        TaskSpec spec = task.spec();
        Pool pool = state.fleet.pool(replica.id().pool()).orElse(null);
        state.forecast.finished(
                new Observation(
                        replica.id().pool(),
                        spec.caller(),
                        spec.modelRef(),
                        spec.promptTokensBound(),
                        ending.tokensIn(),
                        ending.tokensCached(),
                        ending.tokensOut(),
                        spec.expectedTokens(),
                        pool == null ? spec.maxTokens() : pool.spec().maxTokens(spec.maxTokens()),
                        spec.choices(),
                        ending.prefillMs(),
                        ending.decodeMs(),
                        turn.nowMs() - task.startedAtMs,
                        turn.nowMs()));
        saves.learned(turn);
    }
}
