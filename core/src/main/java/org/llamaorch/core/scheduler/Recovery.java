package org.llamaorch.core.scheduler;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.core.forecast.ServiceTime;
import org.llamaorch.core.placement.Demand;
import org.llamaorch.core.queue.QueuedTask;

/**
 * Takes back what the journal kept (contract §4, last paragraphs):
 *
 * <ol>
 *   <li>every task is in its old place; attempts and failures stay counted
 *   <li>sessions, what budgets have used and living tasks have reserved, drains, what the forecast
 *       learned and the bindings of replicas come back; a replica is given work only after it has
 *       been reported again
 *   <li>once the histories are known: a task with a token in its history ends with WORKER_RESET,
 *       and after a reboot so does every one that had started
 *   <li>the others are queued; the daemon's death does not count as a failure
 * </ol>
 */
final class Recovery {

    private final SchedulerState state;
    private final TaskEnds ends;
    private final Drains drains;
    private final Reloads reloads;
    private final Deadlines deadlines;
    private final Cancels cancels;

    Recovery(
            SchedulerState state,
            TaskEnds ends,
            Drains drains,
            Reloads reloads,
            Deadlines deadlines,
            Cancels cancels) {
        this.state = state;
        this.ends = ends;
        this.drains = drains;
        this.reloads = reloads;
        this.deadlines = deadlines;
        this.cancels = cancels;
    }

    void restore(List<Entry> entries) {
        Map<String, Entry.TaskAdmitted> admitted = new HashMap<>();
        Map<String, Entry.TaskMoved> moved = new HashMap<>();
        for (Entry entry : entries) {
            switch (entry) {
                case Entry.TaskAdmitted task -> admitted.put(task.task().taskId(), task);
                case Entry.TaskMoved task -> moved.put(task.taskId(), task);
                case Entry.TaskEnded task -> admitted.remove(task.taskId());
                case Entry.SessionSaved saved -> state.sessions.restore(saved.session()); // 2
                case Entry.BudgetSaved saved -> state.budgets.restore(saved.usage());
                case Entry.SessionRemoved removed ->
                        state.sessions.delete(removed.caller(), removed.sessionId());
                case Entry.PoolDraining drain -> drains.begin(drain.poolId(), drain.deadlineAtMs());
                case Entry.PoolUndrained undrained -> state.fleet.undrain(undrained.poolId());
                case Entry.PoolReloaded reloaded -> reloads.restore(reloaded);
                case Entry.PoolAsConfigured configured ->
                        state.reloaded.remove(configured.poolId());
                case Entry.ReplicaBound bound ->
                        state.fleet.bind(
                                bound.status().unreported("not reported since the restart"));
                case Entry.ReplicaUnbound unbound ->
                        state.fleet.replica(unbound.id()).ifPresent(state.fleet::unbind);
                case Entry.ForecastLearned learned -> relearn(learned);
            }
        }
        admitted.values().stream()
                .sorted((one, other) -> Long.compare(one.order(), other.order()))
                .forEach(task -> restoreTask(task, moved.get(task.task().taskId())));
        state.recovering = true;
    }

    private void relearn(Entry.ForecastLearned learned) {
        try {
            state.forecast.restore(learned.state());
        } catch (IllegalArgumentException _) {
            // It is learned anew: a forecast is not worth a daemon that does not start.
        }
    }

    private void restoreTask(Entry.TaskAdmitted admitted, Entry.@Nullable TaskMoved moved) { // 1
        String toldPool = admitted.told().poolId();
        ServiceTime service =
                state.prediction.service(admitted.task(), toldPool == null ? "" : toldPool);
        QueuedTask place =
                new QueuedTask(
                        admitted.task(),
                        admitted.order(),
                        admitted.atMs(),
                        Demand.of(admitted.task()),
                        service);
        LiveTask task =
                new LiveTask(
                        place,
                        admitted.told(),
                        state.sessions.reopen(
                                admitted.task().caller(),
                                admitted.task().sessionId(),
                                admitted.reserved().most()),
                        admitted.reserved());
        state.budgets.reopen(admitted.task().caller(), admitted.reserved());
        if (moved != null) {
            task.attempt = moved.attempt();
            task.failures = moved.failures();
            task.restoredReplica = moved.replica();
        }
        state.tasks.add(task);
        state.queue.add(place);
        state.places.add(place, null);
        state.poolsChanged = true;
        deadlines.watch(task);
    }

    void restarted(Event.Restarted event, Turn turn) {
        state.recovering = false;
        for (LiveTask task : List.copyOf(state.tasks.byAge())) {
            boolean started = task.restoredReplica != null;
            turn.release(new Effect.OpenStream(task.spec(), task.told));
            if (event.withTokens().contains(task.id()) || (event.rebooted() && started)) { // 3
                ends.endFromOutside(
                        task,
                        Terminals.failed(
                                task,
                                ErrorCode.WORKER_RESET,
                                "The daemon was restarted while the task ran.",
                                null),
                        null,
                        turn);
            } else {
                if (started) { // 4
                    task.restoredReplica = null;
                    turn.write(
                            new Entry.TaskMoved(
                                    state.epoch, task.id(), task.attempt, task.failures, null, 0));
                }
                cancels.restarted(task, turn);
            }
        }
    }
}
