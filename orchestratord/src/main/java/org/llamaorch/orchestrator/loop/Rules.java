package org.llamaorch.orchestrator.loop;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.llamaorch.core.scheduler.Entry;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.scheduler.Scheduler;
import org.llamaorch.core.scheduler.StateView;

/** What the core loop needs of the scheduler; a test's rules are the second kind. */
interface Rules {

    Scheduler.Decision on(Event event, long nowMs);

    long nextTickAtMs();

    void restore(List<Entry> entries, long nowMs);

    Set<String> liveTaskIds(long nowMs);

    <T> T answer(BiFunction<StateView, Long, T> question, long nowMs);

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
            public Set<String> liveTaskIds(long nowMs) {
                Set<String> ids = new HashSet<>();
                scheduler.tasks(nowMs).forEach(task -> ids.add(task.taskId()));
                return ids;
            }

            @Override
            public <T> T answer(BiFunction<StateView, Long, T> question, long nowMs) {
                return question.apply(scheduler, nowMs);
            }
        };
    }
}
