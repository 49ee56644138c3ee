package org.llamaorch.core.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.SessionInfo;
import org.llamaorch.core.admission.Prediction;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.forecast.ServiceTime;
import org.llamaorch.core.forecast.StartTime;
import org.llamaorch.core.placement.Pool;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.placement.Replica;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.placement.SlotLease;
import org.llamaorch.core.session.Session;
import org.llamaorch.core.task.TaskView;

/** What may be seen of tasks, pools and sessions; nothing here changes anything. */
final class Views implements StateView {

    private final SchedulerState state;

    Views(SchedulerState state) {
        this.state = state;
    }

    @Override
    public Optional<TaskView> task(String taskId, long nowMs) {
        return Optional.ofNullable(state.tasks.find(taskId)).map(task -> view(task, nowMs));
    }

    @Override
    public List<TaskView> tasks(long nowMs) {
        List<TaskView> views = new ArrayList<>();
        for (LiveTask task : state.tasks.newestFirst()) {
            views.add(view(task, nowMs));
        }
        return views;
    }

    @Override
    public List<PoolView> pools(long nowMs) {
        List<PoolView> views = new ArrayList<>();
        for (Pool pool : state.fleet.pools()) {
            views.add(view(pool, nowMs));
        }
        return views;
    }

    @Override
    public SessionInfo session(String caller, String sessionId, long nowMs) {
        Session session = state.sessions.find(caller, sessionId);
        boolean warm = session != null && state.fleet.liveReplica(session.lastReplica()) != null;
        return state.sessions.info(caller, sessionId, warm, left(caller, sessionId, nowMs), nowMs);
    }

    @Override
    public String callerOfSession(String sessionId, String caller) {
        return state.sessions.callerOf(sessionId, caller);
    }

    @Override
    public Spending left(String caller, String sessionId, long nowMs) {
        return state.budgetCheck.left(caller, sessionId, nowMs);
    }

    private TaskView view(LiveTask task, long nowMs) {
        boolean queued = task.lease == null;
        String countedPool = task.place.countedPool();
        Pool pool =
                queued && countedPool != null ? state.fleet.pool(countedPool).orElse(null) : null;
        int position = -1;
        StartTime start = new StartTime(0, 0);
        if (queued) {
            position = task.reserved == null ? state.places.position(task.place) : 0;
            if (pool != null) {
                start = state.prediction.start(pool, task.place.priority(), position, nowMs);
            }
        }
        ReplicaStatus ranOn = task.ranOn;
        return new TaskView(
                task.id(),
                task.spec().caller(),
                task.spec().sessionId(),
                task.spec().modelRef(),
                task.spec().priority(),
                task.state(),
                null,
                task.told.queuePosition(),
                task.told.predictedStartMs(),
                task.told.onTimeProbability(),
                position,
                start.meanMs(),
                onTime(task, pool, position, start, nowMs),
                task.kvWarm,
                queued || ranOn == null ? countedPool : ranOn.id().pool(),
                queued || ranOn == null ? null : ranOn.id().toString(),
                task.attempt,
                task.place.admittedAtMs(),
                task.startedAtMs,
                task.firstTokenAtMs,
                0,
                task.deadlineAtMs(),
                state.seals.tokens(task.id()),
                null);
    }

    private @Nullable Double onTime(
            LiveTask task, @Nullable Pool pool, int position, StartTime start, long nowMs) {
        long deadlineAtMs = task.deadlineAtMs();
        if (deadlineAtMs == 0) {
            return null;
        }
        SlotLease lease = task.lease;
        if (lease != null) {
            double restMs = state.forecast.remainingMs(lease.service(), nowMs - task.startedAtMs);
            return state.forecast.onTimeProbability(
                    new StartTime(0, 0),
                    new ServiceTime(restMs, lease.service().sdMs(), lease.service().measured()),
                    deadlineAtMs - nowMs);
        }
        return pool == null
                ? null
                : Double.valueOf(
                        state.prediction.onTime(
                                new Prediction(pool, position, start, task.place.service()),
                                deadlineAtMs - nowMs));
    }

    private static ReplicaStatus shown(Replica replica, Pool pool) {
        return replica.otherVersion() && replica.status().ready()
                ? replica.status()
                        .withheld(
                                "Its engine version is "
                                        + replica.status().engineVersion()
                                        + " and that of its pool "
                                        + pool.engineVersion()
                                        + ": make them the same, or set"
                                        + " require_same_engine_version to false.")
                : replica.status();
    }

    private PoolView view(Pool pool, long nowMs) {
        List<PoolView.ReplicaView> replicas = new ArrayList<>();
        boolean live = false;
        boolean ready = false;
        String lastError = null;
        int slots = 0;
        int free = 0;
        for (Replica replica : pool.replicas()) {
            ReplicaStatus status = shown(replica, pool);
            replicas.add(
                    new PoolView.ReplicaView(
                            status,
                            replica.busySlots(),
                            replica.breakerState(),
                            replica.restingUntilMs()));
            live |= status.live() && !replica.breakerOpen();
            ready |= status.live() && status.ready();
            if (status.lastError() != null) {
                lastError = status.lastError();
            }
            slots += status.slots();
            free += replica.inService() ? Math.max(0, status.slots() - replica.busySlots()) : 0;
        }
        return new PoolView(
                pool.spec(),
                live,
                ready,
                pool.draining(),
                !ready,
                lastError,
                state.places.queued(pool.id(), Priority.INTERACTIVE),
                state.places.queued(pool.id(), Priority.BATCH),
                slots,
                free,
                state.forecast.drainRatePerSecond(pool.id(), nowMs),
                state.forecast.tokensPerSecond(pool.id(), nowMs),
                replicas);
    }
}
