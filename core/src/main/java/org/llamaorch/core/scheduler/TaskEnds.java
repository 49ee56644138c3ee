package org.llamaorch.core.scheduler;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.Outcome;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.budget.Price;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.queue.QueuedTask;

/**
 * The one way a task ends. Whoever calls {@link #end} holds the stream's seal; whoever decides an
 * end from outside calls {@link #endFromOutside}, which sets it (ORCH-3026):
 *
 * <ol>
 *   <li>the seal is ours: the task ends in this turn, its attempt is stopped, then the terminal
 *       frame, then the answers
 *   <li>the stream's own end holds it: that end stands and is on its way; what was wanted is kept
 *       in case the attempt reports an end that sets no seal
 * </ol>
 */
final class TaskEnds {

    private final SchedulerState state;

    TaskEnds(SchedulerState state) {
        this.state = state;
    }

    /** Ends a task that did not end by itself. Says whether it has ended; if not, it will. */
    boolean endFromOutside(
            LiveTask task, Terminal terminal, @Nullable CancelReason reason, Turn turn) {
        if (task.wanted != null) {
            return false;
        }
        boolean sealed = state.seals.seal(task.id());
        if (!sealed && task.lease != null) { // 2
            task.wanted = new LiveTask.Wanted(terminal, reason);
            return false;
        }
        end(task, terminal, reason, turn); // 1
        return true;
    }

    /** The victim of drop-lru gives its place. */
    void drop(QueuedTask victim, Turn turn) {
        LiveTask task = state.tasks.find(victim.taskId());
        if (task == null) {
            throw new IllegalStateException("queued and not living: " + victim);
        }
        String poolId = victim.countedPool();
        long retryAfterMs =
                state.fleet
                        .pool(poolId == null ? "" : poolId)
                        .map(pool -> state.backoff.untilPlace(pool, turn.nowMs()))
                        .orElseGet(() -> state.backoff.untilReady(null, null, turn.nowMs()));
        endFromOutside(task, Terminals.dropped(task, retryAfterMs), null, turn);
    }

    /** Ends the task; the seal is held. */
    void end(LiveTask task, Terminal how, @Nullable CancelReason reason, Turn turn) {
        Terminal terminal = counted(task, how);
        long nowMs = turn.nowMs();
        boolean running = task.lease != null;
        leaveQueue(task, turn);
        ReplicaStatus replica = task.ranOn;
        ReplicaId replicaId = replica == null ? null : replica.id();
        turn.write(
                new Entry.TaskEnded(
                        state.epoch,
                        task.id(),
                        terminal,
                        task.attempt,
                        replicaId,
                        task.startedAtMs,
                        task.firstTokenAtMs,
                        nowMs));
        settle(task, terminal, replicaId, turn);
        tellForecast(task, terminal, nowMs);
        forget(task);
        if (running) {
            turn.release(new Effect.StopAttempt(task.id(), task.attempt));
        }
        turn.release(new Effect.Finish(task.spec(), terminal, reason, replica));
        turn.tell(
                new Notice.Ended(
                        task.spec(),
                        terminal,
                        replica,
                        reason,
                        task.queuedMs(nowMs),
                        nowMs - task.place.admittedAtMs()));
        for (long replyTo : task.waitingReplies) {
            turn.reply(replyTo, new Effect.Answer.Done());
        }
    }

    /** The engine told no count of a task that did not complete: what was delivered counts. */
    private Terminal counted(LiveTask task, Terminal how) {
        return switch (how) {
            case Terminal.End end -> end;
            case Terminal.Failure failure -> failure.after(state.seals.tokens(task.id()));
        };
    }

    /** Takes a task that waits out of the queue, or gives up its reservation. */
    private void leaveQueue(LiveTask task, Turn turn) {
        if (task.lease != null) {
            return;
        }
        if (task.reserved != null) {
            state.leases.unreserve(task.reserved);
            task.reserved = null;
        } else if (!state.queue.remove(task.place)) {
            return;
        }
        turn.queueChanged(task.place.countedPool());
        state.places.remove(task.place);
    }

    /** What was used is charged to session and budget, in the commit of the end (LO-05). */
    private void settle(LiveTask task, Terminal terminal, @Nullable ReplicaId replica, Turn turn) {
        Spending used = used(task, terminal, turn.nowMs());
        Spending charged = task.reservation.counts() ? used.least(task.reservation.most()) : used;
        state.sessions
                .settle(
                        task.session,
                        terminal.outcome() == Outcome.COMPLETED,
                        warmed(task, replica),
                        task.reservation.most(),
                        charged,
                        turn.nowMs())
                .ifPresent(session -> turn.write(new Entry.SessionSaved(state.epoch, session)));
        state.budgets
                .settle(task.spec().caller(), task.reservation, charged)
                .ifPresent(usage -> turn.write(new Entry.BudgetSaved(state.epoch, usage)));
    }

    /**
     * What the task has used: the engine's counts where it completed; otherwise the tokens that its
     * history holds, for the engine told no count. The time is that of its last attempt.
     */
    private Spending used(LiveTask task, Terminal terminal, long nowMs) {
        long in = 0;
        long out = 0;
        switch (terminal) {
            case Terminal.End end -> {
                in = end.tokensIn();
                out = end.tokensOut();
            }
            case Terminal.Failure _ -> out = state.seals.tokens(task.id());
        }
        ReplicaStatus ranOn = task.ranOn;
        Price price =
                ranOn == null
                        ? Price.FREE
                        : state.fleet
                                .pool(ranOn.id().pool())
                                .map(pool -> pool.spec().price())
                                .orElse(Price.FREE);
        return new Spending(
                Math.max(0, in) + Math.max(0, out),
                task.startedAtMs == 0 ? 0 : nowMs - task.startedAtMs,
                price.costNanos(Math.max(0, in), Math.max(0, out)));
    }

    /** Where its session's cache is warm now; an engine that was replaced meanwhile is no place. */
    private @Nullable ReplicaId warmed(LiveTask task, @Nullable ReplicaId replica) {
        if (replica == null || task.firstTokenAtMs == 0) {
            return null;
        }
        boolean replaced =
                task.lease != null
                        && state.fleet.replica(replica).orElse(null) != task.lease.replica();
        return replaced ? null : replica;
    }

    /** Calibration: cancelled tasks do not count (contract §4). */
    private void tellForecast(LiveTask task, Terminal terminal, long nowMs) {
        Double told = task.told.onTimeProbability();
        if (told != null && terminal.outcome() != Outcome.CANCELED) {
            boolean onTime =
                    terminal.outcome() == Outcome.COMPLETED && nowMs <= task.deadlineAtMs();
            state.forecast.told(told, onTime);
        }
    }

    private void forget(LiveTask task) {
        state.timers.cancel(task.deadline);
        state.timers.cancel(task.wall);
        state.timers.cancel(task.disconnected);
        state.tasks.remove(task);
    }
}
