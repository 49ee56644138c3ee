package org.llamaorch.core.scheduler;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.KvHint;
import org.llamaorch.core.placement.Demand;
import org.llamaorch.core.placement.PlacementOrder;
import org.llamaorch.core.placement.Pool;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.Replica;
import org.llamaorch.core.placement.StrictPlacement;
import org.llamaorch.core.placement.Targets;
import org.llamaorch.core.queue.TaskQueue;
import org.llamaorch.core.session.Session;

/**
 * Gives free slots to the tasks whose turn it is (late binding, architecture "the way of a task"):
 *
 * <ol>
 *   <li>nothing starts while the daemon stops or does not know yet what its histories hold
 *   <li>a reserved replica that is empty starts its strict task; one out of service gives it back,
 *       and with it all of its demand, so that none of them overtakes another
 *   <li>as long as a waiting task may run on a slot that is free: the next one by turn
 *   <li>a strict one reserves the replica that will be empty first, or starts where one is
 *   <li>any other gets its slot by the order of placement
 * </ol>
 *
 * Confined to the scheduler's thread.
 */
final class Starts {

    private final SchedulerState state;
    private final CountedPools counted;
    private final Map<String, LiveTask> reserving = new LinkedHashMap<>();

    Starts(SchedulerState state, CountedPools counted) {
        this.state = state;
        this.counted = counted;
    }

    void run(Turn turn) {
        if (state.stopping || state.recovering) { // 1
            return;
        }
        settleReservations(turn); // 2
        TaskQueue.Next next = next(turn);
        while (next != null) { // 3
            LiveTask task = state.tasks.find(next.task().taskId());
            if (task == null) {
                throw new IllegalStateException("queued and not living: " + next.task());
            }
            place(task, next, turn);
            next = next(turn);
        }
    }

    private TaskQueue.@Nullable Next next(Turn turn) {
        return state.queue.next(demand -> startable(demand, turn.nowMs()), turn.nowMs());
    }

    private boolean startable(Demand demand, long nowMs) {
        Targets targets = state.fleet.targets(demand);
        return demand.alone()
                ? StrictPlacement.choose(demand, targets, nowMs) != null
                : targets.hasFreeSlot();
    }

    private void place(LiveTask task, TaskQueue.Next next, Turn turn) {
        Demand demand = task.place.demand();
        Targets targets = state.fleet.targets(demand);
        int candidates = targets.freeReplicas();
        Replica replica =
                demand.alone()
                        ? StrictPlacement.choose(demand, targets, turn.nowMs()) // 4
                        : PlacementOrder.choose(demand, targets, sessionReplica(task)); // 5
        if (replica == null) {
            throw new IllegalStateException("a slot was free and is not: " + task.id());
        }
        state.queue.take(next);
        if (demand.alone() && replica.busySlots() > 0) {
            state.leases.reserve(replica, task.id());
            task.reserved = replica;
            reserving.put(task.id(), task);
            turn.queueChanged(task.place.countedPool());
        } else {
            start(task, replica, candidates, turn);
        }
    }

    private void settleReservations(Turn turn) {
        reserving.values().removeIf(task -> task.reserved == null);
        Set<Demand> lost = new HashSet<>();
        for (LiveTask task : reserving.values()) {
            Replica replica = task.reserved;
            if (replica != null && !replica.inService()) {
                lost.add(task.place.demand());
            }
        }
        for (LiveTask task : List.copyOf(reserving.values())) {
            Replica replica = task.reserved;
            if (replica != null && lost.contains(task.place.demand())) {
                giveUp(task, replica);
            } else if (replica != null && replica.busySlots() == 0) {
                giveUpSlot(task, replica);
                start(task, replica, 1, turn);
            }
        }
    }

    private void giveUp(LiveTask task, Replica replica) {
        giveUpSlot(task, replica);
        state.queue.putBack(task.place);
    }

    private void giveUpSlot(LiveTask task, Replica replica) {
        state.leases.unreserve(replica);
        task.reserved = null;
        reserving.remove(task.id());
    }

    private void start(LiveTask task, Replica replica, int candidates, Turn turn) {
        long nowMs = turn.nowMs();
        Demand demand = task.place.demand();
        Pool pool = state.fleet.pool(replica.id().pool()).orElseThrow();
        PoolSpec spec = pool.spec();
        turn.queueChanged(task.place.countedPool());
        turn.queueChanged(pool.id());
        state.places.remove(task.place);
        task.attempt++;
        task.lease =
                state.leases.take(
                        replica,
                        task.spec().caller(),
                        task.id(),
                        task.attempt,
                        demand.alone(),
                        nowMs,
                        state.prediction.service(task.spec(), pool.id()));
        task.ranOn = replica.status();
        task.startedAtMs = nowMs;
        task.firstTokenAtMs = 0;
        task.kvWarm = !demand.alone() && sessionReplica(task) == replica && task.failures == 0;
        task.wall =
                state.timers.set(
                        nowMs + task.wallTimeoutMs(spec),
                        new Due.WallTimeout(task.id(), task.attempt));
        state.forecast.started(pool.id(), nowMs);
        turn.write(
                new Entry.TaskMoved(
                        state.epoch, task.id(), task.attempt, task.failures, replica.id(), nowMs));
        turn.release(
                new Effect.StartAttempt(
                        turnsUsedUp(task) ? task.spec().cold() : task.spec(),
                        task.attempt,
                        replica.status(),
                        demand.alone(),
                        task.kvWarm,
                        task.maxTokens(spec),
                        spec.idleTimeoutMs()));
        boolean fallback =
                !demand.placement().preferPools().isEmpty()
                        && !demand.placement().preferPools().contains(pool.id());
        turn.tell(
                new Notice.Placed(
                        task.spec(),
                        replica.status(),
                        task.attempt,
                        candidates,
                        fallback,
                        task.queuedMs(nowMs)));
    }

    /** Where its session's cache may be warm; null when it starts cold. */
    private @Nullable Replica sessionReplica(LiveTask task) {
        Session session = task.session.session();
        if (task.spec().kvHint() == KvHint.COLD || turnsUsedUp(task)) {
            return null;
        }
        return state.fleet.liveReplica(session.lastReplica());
    }

    /** The turn after a session's last starts cold, in the engine's prompt cache too. */
    private boolean turnsUsedUp(LiveTask task) {
        return task.session.session().turns() >= state.settings.sessionTurnsMax();
    }

    /** Puts a task whose attempt is over back in its old place. */
    void requeue(LiveTask task, Turn turn) {
        task.startedAtMs = 0;
        task.kvWarm = false;
        task.stopping = null;
        state.queue.putBack(task.place);
        counted.place(task.place, turn);
        turn.write(
                new Entry.TaskMoved(state.epoch, task.id(), task.attempt, task.failures, null, 0));
    }
}
