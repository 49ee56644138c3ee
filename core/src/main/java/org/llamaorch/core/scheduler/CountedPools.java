package org.llamaorch.core.scheduler;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.placement.Demand;
import org.llamaorch.core.placement.Pool;
import org.llamaorch.core.queue.QueuedTask;

/**
 * Which pool's queue a waiting task counts against (contract §4, placement):
 *
 * <ol>
 *   <li>of the pools that may serve it and neither drain nor have their breaker open, the one with
 *       the earliest predicted start
 *   <li>when all do, of those the same: it waits for them
 *   <li>when there is none, it counts against none; after the limit it ends with POOL_UNAVAILABLE
 * </ol>
 *
 * It is looked at again whenever the pools that may serve it change, and now and then, see {@link
 * Recounts}. Confined to the scheduler's thread.
 */
final class CountedPools {

    private final SchedulerState state;
    private final Map<Demand, List<Pool>> usableBefore = new HashMap<>();
    private final Map<Demand, Timers.Timer> withoutPool = new HashMap<>();
    private long versionSeen = -1;

    CountedPools(SchedulerState state) {
        this.state = state;
    }

    /** Counts a task that begins to wait again. */
    void place(QueuedTask task, Turn turn) {
        Pool pool = choose(task, turn.nowMs());
        count(task, pool);
        state.places.add(task, pool == null ? null : pool.id());
        turn.queueChanged(task.countedPool());
        watch(task.demand(), turn.nowMs());
    }

    /** Counts waiting tasks anew whose pools changed since the last look. */
    void review(Turn turn) {
        if (versionSeen == state.fleet.version() && !state.poolsChanged) {
            return;
        }
        versionSeen = state.fleet.version();
        state.poolsChanged = false;
        usableBefore.keySet().retainAll(state.queue.demands());
        withoutPool
                .entrySet()
                .removeIf(watched -> {
                    boolean over = !state.queue.demands().contains(watched.getKey());
                    if (over) {
                        state.timers.cancel(watched.getValue());
                    }
                    return over;
                });
        for (Demand demand : state.queue.demands()) {
            List<Pool> usable = usable(demand);
            if (!usable.equals(usableBefore.put(demand, usable))) {
                state.queue.waiting(demand).forEach(task -> recount(task, turn));
            }
            watch(demand, turn.nowMs());
        }
    }

    /** The timer of a demand without a pool fired; says whether it still has none. */
    boolean stillWithoutPool(Demand demand) {
        withoutPool.remove(demand);
        return state.fleet.targets(demand).pools().isEmpty();
    }

    /** Whether tasks of the demand have several pools to count against. */
    boolean choice(Demand demand) {
        return usable(demand).size() > 1;
    }

    /**
     * Counts a waiting task against another pool when that has room and starts it sooner although
     * it would be the last there.
     */
    void reconsider(QueuedTask task, Turn turn) {
        Pool now = Optional.ofNullable(task.countedPool()).flatMap(state.fleet::pool).orElse(null);
        if (now == null) {
            return;
        }
        Pool sooner = null;
        long earliestMs = state.prediction.ofQueued(task, now, turn.nowMs()).start().meanMs();
        for (Pool pool : usable(task.demand())) {
            if (!pool.equals(now) && state.places.queued(pool.id()) < pool.spec().capacity()) {
                long startMs = startMs(task, pool, turn.nowMs());
                if (startMs < earliestMs) {
                    sooner = pool;
                    earliestMs = startMs;
                }
            }
        }
        if (sooner != null) {
            move(task, sooner, turn);
        }
    }

    private void recount(QueuedTask task, Turn turn) {
        move(task, choose(task, turn.nowMs()), turn);
    }

    private void move(QueuedTask task, @Nullable Pool pool, Turn turn) {
        String before = task.countedPool();
        String now = pool == null ? null : pool.id();
        if (!Objects.equals(before, now)) {
            state.places.remove(task);
            count(task, pool);
            state.places.add(task, now);
            turn.queueChanged(before);
            turn.queueChanged(now);
        }
    }

    private void count(QueuedTask task, @Nullable Pool pool) {
        if (pool != null) {
            task.service(state.prediction.service(task.task(), pool.id()));
        }
    }

    private List<Pool> usable(Demand demand) {
        List<Pool> serving = state.fleet.targets(demand).pools();
        List<Pool> open =
                serving.stream() // 1
                        .filter(pool -> !pool.draining() && !pool.breakerOpen())
                        .toList();
        return open.isEmpty() ? serving : open; // 2
    }

    private @Nullable Pool choose(QueuedTask task, long nowMs) {
        List<Pool> usable = usable(task.demand());
        if (usable.size() == 1) {
            return usable.getFirst();
        }
        Pool chosen = null; // 3
        long earliestMs = Long.MAX_VALUE;
        for (Pool pool : usable) {
            long startMs = startMs(task, pool, nowMs);
            if (chosen == null || startMs < earliestMs) {
                chosen = pool;
                earliestMs = startMs;
            }
        }
        return chosen;
    }

    private long startMs(QueuedTask task, Pool pool, long nowMs) {
        return state.prediction
                .ofNewcomer(task.task(), task.demand(), pool, nowMs)
                .start()
                .meanMs();
    }

    private void watch(Demand demand, long nowMs) {
        if (!state.fleet.targets(demand).pools().isEmpty()) {
            state.timers.cancel(withoutPool.remove(demand));
        } else if (!withoutPool.containsKey(demand)) {
            withoutPool.put(
                    demand,
                    state.timers.set(
                            nowMs + state.settings.unavailableAfterMs(), new Due.NoPool(demand)));
        }
    }
}
