package org.llamaorch.orchestrator.dispatch;

import org.llamaorch.core.scheduler.Effect;

/** An attempt's name. */
record AttemptKey(String taskId, int attempt) {

    static AttemptKey of(Effect.StartAttempt start) {
        return new AttemptKey(start.task().taskId(), start.attempt());
    }

    static AttemptKey of(Effect.StopAttempt stop) {
        return new AttemptKey(stop.taskId(), stop.attempt());
    }
}
