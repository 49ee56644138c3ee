package org.llamaorch.orchestrator.trace;

import java.util.Optional;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Notice;
import org.llamaorch.core.task.TaskSpec;

/**
 * Hears of the phases of tasks, after their turn is committed. Safe from any thread; never blocks,
 * and never waits for a collector.
 */
public interface TaskTraces extends AutoCloseable {

    /** Nothing is recorded, and nothing of what records is loaded. */
    TaskTraces NONE =
            new TaskTraces() {
                @Override
                public void placed(Effect.StartAttempt start) {}

                @Override
                public AttemptTrace begin(Effect.StartAttempt start) {
                    return AttemptTrace.NONE;
                }

                @Override
                public void tell(Notice notice) {}

                @Override
                public Optional<TraceIds> ids(TaskSpec task) {
                    return TraceIds.sent(task);
                }

                @Override
                public RequestTraces requests() {
                    return RequestTraces.NONE;
                }

                @Override
                public void close() {}
            };

    /** A slot was found for a task: its attempt is about to begin. */
    void placed(Effect.StartAttempt start);

    /** The attempt begins; call on its event loop. */
    AttemptTrace begin(Effect.StartAttempt start);

    /** Hears of a notice; those that concern no task are ignored. */
    void tell(Notice notice);

    /** How records name the trace of a task; empty when it has none. */
    Optional<TraceIds> ids(TaskSpec task);

    /** Hears of requests that no task's spans tell of; they share the bounds of all spans. */
    RequestTraces requests();

    /** Sends what is left, waiting for that a bounded time. */
    @Override
    void close();
}
