package org.llamaorch.orchestrator.http;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.task.TaskView;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes admissions and tasks as {@code /v2} shows them. */
final class TaskJson {
    private TaskJson() {}

    static ObjectNode admission(Admission.Admitted admitted) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("task_id", admitted.taskId());
        body.put("session_id", admitted.sessionId());
        body.put("queue_position", admitted.queuePosition());
        body.put("predicted_start_ms", admitted.predictedStartMs());
        body.put("backoff_ms", 0);
        body.put("priority", admitted.priority().wireName());
        if (admitted.onTimeProbability() != null) {
            body.put("on_time_probability", admitted.onTimeProbability());
        }
        String events = "/v2/tasks/" + admitted.taskId() + "/events";
        ObjectNode streams = body.putObject("streams");
        streams.put("sse", events);
        streams.put("sse_verbose", events + "?verbose=true");
        ArrayNode steps = body.putObject("preparation").putArray("steps");
        for (PreparationStep step : admitted.preparation()) {
            ObjectNode item = steps.addObject();
            item.put("id", step.id());
            item.put("kind", step.kind());
            item.put("group", step.group());
            item.put("description", step.description());
            putNumber(item, "estimated_ms", step.estimatedMs());
            putNumber(item, "bytes_total", step.bytesTotal());
            item.put("status", step.status());
        }
        return body;
    }

    static ObjectNode view(TaskView view) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("task_id", view.taskId());
        body.put("session_id", view.sessionId());
        body.put("model_ref", view.modelRef());
        body.put("priority", view.priority().wireName());
        body.put("state", view.state().wireName());
        if (view.outcome() != null) {
            body.put("outcome", view.outcome().wireName());
        }
        if (view.queuePosition() >= 0) {
            body.put("queue_position", view.queuePosition());
            body.put("predicted_start_ms", view.predictedStartMs());
        }
        if (view.onTimeProbability() != null) {
            body.put("on_time_probability", view.onTimeProbability());
        }
        told(body.putObject("told"), view);
        putText(body, "pool_id", view.poolId());
        putText(body, "replica_id", view.replicaId());
        body.put("kv_warmth", view.kvWarmth());
        body.put("attempts", view.attempts());
        body.put("admitted_at_ms", view.admittedAtMs());
        putTime(body, "started_at_ms", view.startedAtMs());
        putTime(body, "first_token_at_ms", view.firstTokenAtMs());
        putTime(body, "ended_at_ms", view.endedAtMs());
        putTime(body, "deadline_at_ms", view.deadlineAtMs());
        if (view.terminal() instanceof Terminal.End end) {
            body.put("tokens_in", end.tokensIn()); // the engine tells it at the end
        }
        body.put("tokens_out", view.tokensOut());
        switch (view.terminal()) {
            case null -> {}
            case Terminal.End end -> end(body.putObject("end"), end);
            case Terminal.Failure failure ->
                    body.set("error", ErrorAnswers.envelope(Problem.of(failure)));
        }
        return body;
    }

    private static void told(ObjectNode told, TaskView view) {
        told.put("queue_position", view.toldQueuePosition());
        told.put("predicted_start_ms", view.toldPredictedStartMs());
        if (view.toldOnTimeProbability() != null) {
            told.put("on_time_probability", view.toldOnTimeProbability());
        }
    }

    private static void end(ObjectNode body, Terminal.End end) {
        body.put("finish_reason", end.finishReason().wireName());
        body.put("decode_time_ms", end.decodeTimeMs());
        body.put("tokens_cached", end.tokensCached());
        putText(body, "model_digest", end.modelDigest());
        putText(body, "engine_version", end.engineVersion());
        body.put("stream_digest", end.streamDigest());
    }

    private static void putTime(ObjectNode body, String name, long epochMs) {
        if (epochMs > 0) {
            body.put(name, epochMs);
        }
    }

    private static void putNumber(ObjectNode body, String name, @Nullable Long value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private static void putText(ObjectNode body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }
}
