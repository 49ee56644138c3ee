package org.llamaorch.core.scheduler;

import java.util.List;
import java.util.Optional;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.SessionInfo;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.forecast.Forecast;
import org.llamaorch.core.model.KnownModels;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.session.Session;
import org.llamaorch.core.task.TaskView;

/**
 * The only owner of all task state: an event goes in, entries to write and effects to release come
 * out. Confined to one thread; without I/O, threads or clock of its own, so that the same object
 * runs under a virtual clock (LO-12).
 *
 * <p>A turn:
 *
 * <ol>
 *   <li>timers that are due by now
 *   <li>the event itself
 *   <li>waiting tasks count anew where pools changed
 *   <li>free slots go to the tasks whose turn it is
 *   <li>a stopping daemon on which nothing runs any more may leave, and who waited for that hears
 *       it
 * </ol>
 */
public final class Scheduler implements StateView {

    /** What a turn decided: entries to write, then effects to release, each in order. */
    public record Decision(List<Entry> entries, List<Effect> effects) {}

    private final SchedulerState state;
    private final Submissions submissions;
    private final TaskEnds ends;
    private final Starts starts;
    private final AttemptEnds attempts;
    private final EngineFaults faults;
    private final ForecastSaves saves;
    private final Cancels cancels;
    private final Stops stops;
    private final Drains drains;
    private final Deadlines deadlines;
    private final ReplicaChanges replicas;
    private final Reloads reloads;
    private final Shutdown shutdown;
    private final Recovery recovery;
    private final CountedPools counted;
    private final Recounts recounts;
    private final Views views;

    /**
     * @param forecast owned by the scheduler from here on
     * @param epoch counts the daemon's lives; written with every entry
     * @param jitterSeed of the spread of retry waits
     */
    public Scheduler(
            SchedulerSettings settings,
            Seals seals,
            RememberedTasks remembered,
            Forecast forecast,
            long epoch,
            long jitterSeed) {
        state = new SchedulerState(settings, seals, remembered, forecast, epoch, jitterSeed);
        counted = new CountedPools(state);
        recounts = new Recounts(state, counted);
        ends = new TaskEnds(state);
        starts = new Starts(state, counted);
        faults = new EngineFaults(state);
        saves = new ForecastSaves(state);
        attempts = new AttemptEnds(state, ends, starts, faults, saves);
        stops = new Stops(state, ends, attempts);
        drains = new Drains(state, stops);
        deadlines = new Deadlines(state, ends);
        cancels = new Cancels(state, ends);
        submissions = new Submissions(state, ends, deadlines);
        reloads = new Reloads(state);
        replicas = new ReplicaChanges(state, stops);
        shutdown = new Shutdown(state, stops, saves);
        recovery = new Recovery(state, ends, drains, reloads, deadlines, cancels);
        views = new Views(state);
    }

    /** Decides what {@code event} means at {@code nowMs}, epoch milliseconds that never go back. */
    public Decision on(Event event, long nowMs) {
        Turn turn = new Turn(nowMs);
        runTimers(turn); // 1
        decide(event, turn); // 2
        counted.review(turn); // 3
        recounts.arm(turn);
        starts.run(turn); // 4
        if (event instanceof Event.Submit submit) {
            tellWhenWaiting(submit, turn);
        }
        reloads.answerWhenIdle(turn); // 5
        shutdown.tellWhenIdle(turn);
        return turn.decision();
    }

    /** When the next {@code Tick} is due, epoch milliseconds; {@code Long.MAX_VALUE} for never. */
    public long nextTickAtMs() {
        return Math.min(state.timers.nextAtMs(), state.sessions.nextExpiryMs());
    }

    /** Takes back what the journal kept, in its order, before the first event. */
    public void restore(List<Entry> entries, long nowMs) {
        recovery.restore(entries);
    }

    @Override
    public Optional<TaskView> task(String taskId, long nowMs) {
        return views.task(taskId, nowMs);
    }

    @Override
    public List<TaskView> tasks(long nowMs) {
        return views.tasks(nowMs);
    }

    @Override
    public List<PoolView> pools(long nowMs) {
        return views.pools(nowMs);
    }

    @Override
    public SessionInfo session(String caller, String sessionId, long nowMs) {
        return views.session(caller, sessionId, nowMs);
    }

    @Override
    public String callerOfSession(String sessionId, String caller) {
        return views.callerOfSession(sessionId, caller);
    }

    @Override
    public Spending left(String caller, String sessionId, long nowMs) {
        return views.left(caller, sessionId, nowMs);
    }

    /** For tests that look at the state itself. */
    SchedulerState state() {
        return state;
    }

    private void decide(Event event, Turn turn) {
        switch (event) {
            case Event.Submit submit -> submissions.submit(submit, turn);
            case Event.Cancel cancel -> cancels.cancel(cancel, turn);
            case Event.Listeners listeners -> cancels.listeners(listeners, turn);
            case Event.DeleteSession delete -> deleteSession(delete, turn);
            case Event.Drain drain -> drains.drain(drain, turn);
            case Event.Undrain undrain -> drains.undrain(undrain, turn);
            case Event.FirstToken token -> stops.firstToken(token, turn);
            case Event.AttemptEnded ended -> attempts.ended(ended, turn);
            case Event.ReplicaChanged changed -> replicas.changed(changed, turn);
            case Event.ReplicaGone gone -> replicas.gone(gone, turn);
            case Event.PoolPreparing preparing -> {
                state.fleet.preparing(preparing.poolId(), preparing.steps());
                turn.queueChanged(preparing.poolId());
            }
            case Event.CallersConfigured configured -> {
                state.budgets.configure(configured.limits(), configured.sessionOfOthers());
                state.rates.configure(configured.limits());
            }
            case Event.SettingsChanged changed -> state.take(changed.settings());
            case Event.CatalogListed listed -> {
                state.fleet.catalog(new KnownModels(listed.models()));
                state.poolsChanged = true;
                turn.reply(listed.replyTo(), new Effect.Answer.Done());
            }
            case Event.PoolsConfigured configured ->
                    state.fleet.configure(
                            reloads.served(configured.pools(), turn), configured.usual());
            case Event.ReplicaRegistered registered -> replicas.registered(registered, turn);
            case Event.ReplicaReplaced replaced -> reloads.replace(replaced.status(), turn);
            case Event.Hold hold -> reloads.hold(hold, turn);
            case Event.Release release -> reloads.release(release, turn);
            case Event.Reloaded reloaded -> reloads.reloaded(reloaded, turn);
            case Event.AwaitReplaced await -> reloads.awaitReplaced(await);
            case Event.Tick _ -> {}
            case Event.StorageFull full -> state.storageFull = full.full();
            case Event.Stop stop -> shutdown.stop(stop, turn);
            case Event.Restarted restarted -> recovery.restarted(restarted, turn);
        }
    }

    private void runTimers(Turn turn) {
        Due due = state.timers.poll(turn.nowMs());
        while (due != null) {
            fire(due, turn);
            due = state.timers.poll(turn.nowMs());
        }
        for (Session gone : state.sessions.expire(turn.nowMs())) {
            turn.write(new Entry.SessionRemoved(state.epoch, gone.caller(), gone.sessionId()));
        }
    }

    private void fire(Due due, Turn turn) {
        switch (due) {
            case Due.Deadline deadline -> deadlines.passed(deadline, turn);
            case Due.WallTimeout timeout -> deadlines.ranTooLong(timeout, turn);
            case Due.Disconnected disconnected -> cancels.disconnected(disconnected, turn);
            case Due.NoPool noPool -> endWithoutPool(noPool, turn);
            case Due.DrainDeadline drain -> drains.deadlinePassed(drain, turn);
            case Due.BreakerTrial trial -> faults.trialDue(trial, turn);
            case Due.RestOver rest -> faults.restOver(rest, turn);
            case Due.AttemptOverdue overdue -> stops.overdue(overdue, turn);
            case Due.StopGrace _ -> shutdown.graceOver(turn);
            case Due.Recount _ -> recounts.look(turn);
            case Due.SaveForecast _ -> saves.save(turn);
        }
    }

    private void endWithoutPool(Due.NoPool due, Turn turn) {
        if (!counted.stillWithoutPool(due.demand())) {
            return;
        }
        state.queue
                .waiting(due.demand())
                .forEach(place -> {
                    LiveTask task = state.tasks.find(place.taskId());
                    if (task != null) {
                        ends.endFromOutside(
                                task,
                                Terminals.failed(
                                        task,
                                        ErrorCode.POOL_UNAVAILABLE,
                                        "No pool has served what the task needs for a" + " while.",
                                        state.backoff.untilReady(null, null, turn.nowMs())),
                                null,
                                turn);
                    }
                });
    }

    private void deleteSession(Event.DeleteSession event, Turn turn) {
        if (state.sessions.delete(event.caller(), event.sessionId())) {
            turn.write(new Entry.SessionRemoved(state.epoch, event.caller(), event.sessionId()));
        }
        turn.reply(event.replyTo(), new Effect.Answer.Done());
    }

    private void tellWhenWaiting(Event.Submit submit, Turn turn) {
        LiveTask task = state.tasks.find(submit.task().taskId());
        if (task != null && task.lease == null && task.place.admittedAtMs() == turn.nowMs()) {
            turn.tell(new Notice.NoCapacity(task.spec()));
        }
    }
}
