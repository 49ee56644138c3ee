package org.llamaorch.core.scheduler;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.placement.Demand;
import org.llamaorch.core.queue.QueuedTask;

/**
 * Looks at waiting tasks again and again, in turn and so many at a time, whether another pool would
 * start them sooner than the one they count against (contract §4, placement): what runs shorter or
 * longer than was thought changes that without any pool's changing. Confined to the scheduler's
 * thread.
 */
final class Recounts {

    private final SchedulerState state;
    private final CountedPools counted;
    private final Deque<String> toLook = new ArrayDeque<>();
    private Timers.@Nullable Timer timer;

    Recounts(SchedulerState state, CountedPools counted) {
        this.state = state;
        this.counted = counted;
    }

    /** Waits for the next look while there is something to look at. */
    void arm(Turn turn) {
        if (timer == null && state.places.queued() > 0 && state.fleet.pools().size() > 1) {
            timer =
                    state.timers.set(
                            turn.nowMs() + state.settings.recountEveryMs(), new Due.Recount());
        }
    }

    void look(Turn turn) {
        timer = null;
        if (toLook.isEmpty()) {
            for (Demand demand : state.queue.demands()) {
                if (counted.choice(demand)) {
                    state.queue.waiting(demand).forEach(task -> toLook.add(task.taskId()));
                }
            }
        }
        for (int looked = 0;
                looked < state.settings.recountsAtOnce() && !toLook.isEmpty();
                looked++) {
            QueuedTask waiting = waiting(toLook.remove());
            if (waiting != null) {
                counted.reconsider(waiting, turn);
            }
        }
    }

    private @Nullable QueuedTask waiting(String taskId) {
        LiveTask task = state.tasks.find(taskId);
        return task == null || task.lease != null || task.reserved != null ? null : task.place;
    }
}
