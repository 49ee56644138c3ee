package org.llamaorch.orchestrator.journal;

import org.llamaorch.contracts.Determinism;
import org.llamaorch.contracts.Door;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.KvHint;
import org.llamaorch.contracts.PlacementMode;
import org.llamaorch.contracts.PlacementRequest;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.budget.Reservation;
import org.llamaorch.core.task.JsonBody;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.core.task.TraceContext;

/**
 * A task's fields as JSON, in two parts: what is needed while it lives, and what is kept as long as
 * its id is. The body is in neither.
 */
final class TaskFields {

    private TaskFields() {}

    /** What only a live task needs. */
    static String live(TaskSpec task, Reservation reserved) {
        return FieldWriter.object(fields -> {
            BudgetFields.write(fields, reserved);
            fields.name("door", task.door())
                    .text("endpoint", task.endpoint())
                    .name("engine", task.engine())
                    .name("workload", task.workload())
                    .integer("ctx", task.ctx())
                    .name("priority", task.priority())
                    .integer("maxTokens", task.maxTokens())
                    .integer("expectedTokens", task.expectedTokens())
                    .number("seed", task.seed())
                    .name("determinism", task.determinism())
                    .name("kvHint", task.kvHint())
                    .integer("choices", task.choices())
                    .number("promptTokensBound", task.promptTokensBound())
                    .flag("cancelOnDisconnect", task.cancelOnDisconnect())
                    .number("disconnectGraceMs", task.disconnectGraceMs())
                    .flag("trustedOnly", task.trustedOnly())
                    .object("placement", into -> placement(into, task.placement()));
            if (task.trace().traceparent() != null) {
                fields.object("trace", into -> trace(into, task.trace()));
            }
        });
    }

    /** What is kept with the id: the model, the deadline, and what was told. */
    static String kept(TaskSpec task, Admission.Admitted told) {
        return FieldWriter.object(fields ->
                fields.text("modelRef", task.modelRef())
                        .text("correlationId", task.correlationId())
                        .text("bodyDigest", task.bodyDigest())
                        .number("deadlineMs", task.deadlineMs())
                        .integer("queuePosition", told.queuePosition())
                        .number("predictedStartMs", told.predictedStartMs())
                        .decimal("onTimeProbability", told.onTimeProbability())
                        .name("priority", told.priority())
                        .text("poolId", told.poolId())
                        .flag("repeated", told.repeated())
                        .objects("preparation", told.preparation(), TaskFields::step));
    }

    static Admission.Admitted told(String taskId, String sessionId, FieldReader kept) {
        return new Admission.Admitted(
                taskId,
                sessionId,
                kept.integer("queuePosition"),
                kept.number("predictedStartMs"),
                kept.decimalOrNull("onTimeProbability"),
                kept.name("priority", Priority.class),
                kept.textOrNull("poolId"),
                kept.objects("preparation", TaskFields::step),
                kept.flag("repeated"));
    }

    static TaskSpec spec(TaskNames names, FieldReader kept, FieldReader live, byte[] body) {
        return new TaskSpec(
                names.taskId(),
                names.idempotencyKey(),
                names.caller(),
                names.sessionId(),
                kept.text("correlationId"),
                live.object("trace").map(TaskFields::trace).orElse(TraceContext.NONE),
                live.name("door", Door.class),
                live.text("endpoint"),
                kept.text("modelRef"),
                live.nameOrNull("engine", EngineKind.class),
                live.name("workload", Workload.class),
                live.integer("ctx"),
                live.name("priority", Priority.class),
                live.integerOrNull("maxTokens"),
                kept.numberOrNull("deadlineMs"),
                live.integerOrNull("expectedTokens"),
                live.numberOrNull("seed"),
                live.name("determinism", Determinism.class),
                live.name("kvHint", KvHint.class),
                live.integer("choices"),
                live.number("promptTokensBound"),
                live.flag("cancelOnDisconnect"),
                live.number("disconnectGraceMs"),
                live.object("placement").map(TaskFields::placement).orElse(PlacementRequest.AUTO),
                live.flag("trustedOnly"),
                kept.text("bodyDigest"),
                JsonBody.of(body));
    }

    private static void placement(FieldWriter into, PlacementRequest placement) {
        into.name("mode", placement.mode())
                .text("pinPoolId", placement.pinPoolId())
                .texts("preferPools", placement.preferPools())
                .texts("avoidPools", placement.avoidPools())
                .text("requireDeviceMask", placement.requireDeviceMask())
                .flag("allowFallback", placement.allowFallback());
    }

    private static PlacementRequest placement(FieldReader from) {
        return new PlacementRequest(
                from.name("mode", PlacementMode.class),
                from.textOrNull("pinPoolId"),
                from.texts("preferPools"),
                from.texts("avoidPools"),
                from.textOrNull("requireDeviceMask"),
                from.flag("allowFallback"));
    }

    /** Only what a caller sent: a trace that begins here cannot be taken up again. */
    private static void trace(FieldWriter into, TraceContext trace) {
        into.text("traceparent", trace.traceparent())
                .text("tracestate", trace.tracestate())
                .number("arrivedAtNanos", trace.arrivedAtNanos());
    }

    private static TraceContext trace(FieldReader from) {
        return new TraceContext(
                from.text("traceparent"),
                from.textOrNull("tracestate"),
                from.number("arrivedAtNanos"));
    }

    private static void step(FieldWriter into, PreparationStep step) {
        into.text("id", step.id())
                .text("kind", step.kind())
                .text("group", step.group())
                .text("description", step.description())
                .number("estimatedMs", step.estimatedMs())
                .number("bytesTotal", step.bytesTotal())
                .number("bytesDone", step.bytesDone())
                .text("status", step.status());
    }

    private static PreparationStep step(FieldReader from) {
        return new PreparationStep(
                from.text("id"),
                from.text("kind"),
                from.text("group"),
                from.text("description"),
                from.numberOrNull("estimatedMs"),
                from.numberOrNull("bytesTotal"),
                from.numberOrNull("bytesDone"),
                from.text("status"));
    }
}
