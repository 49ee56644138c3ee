package org.llamaorch.core.scheduler;

import java.util.List;
import java.util.Optional;
import org.llamaorch.contracts.SessionInfo;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.task.TaskView;

/** The only owner of all task state. Confined to one thread; without I/O, threads or clock. */
public interface Scheduler {

    /** What a turn decided: entries to write, then effects to release, each in order. */
    record Decision(List<Entry> entries, List<Effect> effects) {}

    /** Decides what {@code event} means at {@code nowMs}, epoch milliseconds that never go back. */
    Decision on(Event event, long nowMs);

    /** When the next {@code Tick} is due, epoch milliseconds; {@code Long.MAX_VALUE} for never. */
    long nextTickAtMs();

    /** Takes back what the journal kept, in its order, before the first event. */
    void restore(List<Entry> entries, long nowMs);

    /** A live task as it stands now; empty when it has ended or never was. */
    Optional<TaskView> task(String taskId, long nowMs);

    /** All live tasks, newest first. */
    List<TaskView> tasks(long nowMs);

    List<PoolView> pools(long nowMs);

    /** A session; the defaults when it is unknown (B-SS-001). */
    SessionInfo session(String caller, String sessionId, long nowMs);
}
