package org.llamaorch.orchestrator.loop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.scheduler.Entry;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.scheduler.Scheduler;
import org.llamaorch.core.scheduler.StateView;
import org.llamaorch.core.task.TaskView;

/** What the core loop needs of the scheduler; a test's rules are the second kind. */
interface Rules {

    Scheduler.Decision on(Event event, long nowMs);

    long nextTickAtMs();

    void restore(List<Entry> entries, long nowMs);

    /** Every live task, by its id, as far as the journal would know it. */
    Map<String, Standing> standings(long nowMs);

    <T> T answer(BiFunction<StateView, Long, T> question, long nowMs);

    /**
     * Where a live task stands.
     *
     * @param attempts begun so far
     * @param replicaId where it runs; null while it is queued
     */
    record Standing(int attempts, @Nullable String replicaId) {

        static final Standing ADMITTED = new Standing(0, null);
    }

    static Rules of(Scheduler scheduler) {
        return new Rules() {
            @Override
            public Scheduler.Decision on(Event event, long nowMs) {
                return scheduler.on(event, nowMs);
            }

            @Override
            public long nextTickAtMs() {
                return scheduler.nextTickAtMs();
            }

            @Override
            public void restore(List<Entry> entries, long nowMs) {
                scheduler.restore(entries, nowMs);
            }

            @Override
            public Map<String, Standing> standings(long nowMs) {
                Map<String, Standing> standings = new HashMap<>();
                for (TaskView task : scheduler.tasks(nowMs)) {
                    standings.put(task.taskId(), new Standing(task.attempts(), task.replicaId()));
                }
                return standings;
            }

            @Override
            public <T> T answer(BiFunction<StateView, Long, T> question, long nowMs) {
                return question.apply(scheduler, nowMs);
            }
        };
    }
}
