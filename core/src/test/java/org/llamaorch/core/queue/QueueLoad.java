package org.llamaorch.core.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToLongFunction;
import org.llamaorch.core.forecast.ServiceTime;
import org.llamaorch.core.placement.Demand;
import org.llamaorch.core.scheduler.Tasks;
import org.llamaorch.core.task.TaskSpec;

/**
 * Steps that a task costs on its way through a queue in which so many others wait, a fifth as many
 * callers': it is added, the next is chosen and taken, one gives up. Made by name, with {@link
 * SteppedClasses}.
 */
public final class QueueLoad implements IntToLongFunction {

    private static final int ROUNDS = 100;
    private static final long NOW_MS = 1_000_000;

    private final TaskQueue queue = new TaskQueue(new BatchAgeing(() -> 30_000, _ -> 4));
    private final PoolPlaces places = new PoolPlaces(queue);
    private long admitted;

    @Override
    public long applyAsLong(int others) {
        for (int i = 0; i < others; i++) {
            arrive(i % (others / 5));
        }
        List<QueuedTask> newcomers = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            newcomers.add(task(i));
        }
        QueueSteps.forget();
        for (QueuedTask newcomer : newcomers) {
            queue.add(newcomer);
            places.add(newcomer, "a");
            TaskQueue.Next next = Objects.requireNonNull(queue.next(_ -> true, NOW_MS));
            queue.take(next);
            places.remove(next.task());
            arrive((int) (admitted % (others / 5)));
        }
        for (QueuedTask newcomer : newcomers) {
            if (queue.remove(newcomer)) {
                places.remove(newcomer);
            }
        }
        return QueueSteps.taken() / ROUNDS;
    }

    private void arrive(int caller) {
        QueuedTask task = task(caller);
        queue.add(task);
        places.add(task, "a");
    }

    private QueuedTask task(int caller) {
        Tasks described = Tasks.task("t" + admitted).by("caller-" + caller);
        TaskSpec spec = (admitted % 2 == 0 ? described : described.batch()).spec();
        return new QueuedTask(
                spec, admitted++, NOW_MS, Demand.of(spec), new ServiceTime(1_000, 100, false));
    }
}
