package org.llamaorch.orchestrator.observe;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.orchestrator.trace.TraceIds;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** A record being told: who does what to what, and the contract's fields. For one thread. */
final class Told {

    private LoggingEventBuilder record;

    private Told(LoggingEventBuilder record) {
        this.record = record;
    }

    static Told of(Logger log, Level level, String actor, String action, String target) {
        return new Told(log.atLevel(level))
                .with("actor", actor)
                .with("action", action)
                .with("target", target);
    }

    /** A field; left out when it is null. */
    Told with(String field, @Nullable Object value) {
        if (value != null) {
            record = record.addKeyValue(field, value);
        }
        return this;
    }

    /** Whose task it is and which; nothing of what it says. */
    Told task(TaskSpec task, UnaryOperator<String> identityOf) {
        return with("correlation_id", task.correlationId())
                .with("identity", identityOf.apply(task.caller()))
                .with("job_id", task.taskId())
                .with("task_id", task.taskId())
                .with("session_id", task.sessionId())
                .with("model_id", task.modelRef());
    }

    /** Where the task is in a trace. */
    Told trace(Optional<TraceIds> ids) {
        return ids.map(known -> with("trace_id", known.traceId()).with("span_id", known.spanId()))
                .orElse(this);
    }

    Told engine(@Nullable EngineKind engine) {
        return with("engine", engine == null ? null : engine.wireName());
    }

    Told replica(@Nullable ReplicaStatus replica) {
        if (replica == null) {
            return this;
        }
        String version = replica.engineVersion();
        return engine(replica.engine())
                .with("engine_version", version.isEmpty() ? null : version)
                .replica(replica.id());
    }

    Told replica(ReplicaId id) {
        return with("pool_id", id.pool()).with("replica_id", id.toString());
    }

    Told thrown(Throwable thrown) {
        record = record.setCause(thrown);
        return this;
    }

    /** Ends the record with its sentence for people. */
    void human(String sentence) {
        record.log(sentence);
    }
}
