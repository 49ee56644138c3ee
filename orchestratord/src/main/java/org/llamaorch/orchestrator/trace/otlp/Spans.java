package org.llamaorch.orchestrator.trace.otlp;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.redaction.Redaction;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.core.task.TraceContext;

/**
 * Begins the spans of tasks and requests. What a caller named goes through the redaction of the
 * logs; of a prompt, an output or an error's text nothing comes here. Safe from any thread.
 */
final class Spans {

    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
    private static final Sent SENT = new Sent();

    private final Tracer tracer;
    private final LongSupplier clock;

    /**
     * @param clock epoch nanoseconds
     */
    Spans(Tracer tracer, LongSupplier clock) {
        this.tracer = tracer;
        this.clock = clock;
    }

    long now() {
        return clock.getAsLong();
    }

    static void end(Span span, long atNanos) {
        span.end(atNanos, TimeUnit.NANOSECONDS);
    }

    /** The span of a whole task, below what its caller sent. */
    Span task(TaskSpec task, long fromNanos) {
        Context caller = W3C.extract(Context.root(), task.trace(), SENT);
        return begin("task", SpanKind.SERVER, caller, fromNanos)
                .setAllAttributes(asked(task).build())
                .startSpan();
    }

    /** The span of a request that is over, below what its caller sent. */
    Span request(String name, TraceContext sent, long fromNanos, Attributes fields) {
        Context caller = W3C.extract(Context.root(), sent, SENT);
        return begin(name, SpanKind.SERVER, caller, fromNanos).setAllAttributes(fields).startSpan();
    }

    /** A phase of a task. */
    Span phase(String name, Context task, long fromNanos) {
        return begin(name, SpanKind.INTERNAL, task, fromNanos).startSpan();
    }

    /** A request to an engine, which is what the GenAI conventions describe. */
    Span attempt(Effect.StartAttempt start, Context task, long fromNanos) {
        TaskSpec spec = start.task();
        AttributesBuilder fields = asked(spec);
        on(fields, start.replica());
        fields.put(Fields.ATTEMPT, start.attempt()).put(Fields.KV_WARM, start.kvWarm());
        if (start.maxTokens() != null) {
            fields.put(Fields.MAX_TOKENS, start.maxTokens());
        }
        return begin(
                        operation(spec) + " " + Redaction.redact(spec.modelRef()),
                        SpanKind.CLIENT,
                        task,
                        fromNanos)
                .setAllAttributes(fields.build())
                .startSpan();
    }

    /** Where a task runs. */
    static void on(AttributesBuilder fields, ReplicaStatus replica) {
        fields.put(Fields.PROVIDER, replica.engine().wireName())
                .put(Fields.POOL, replica.id().pool())
                .put(Fields.REPLICA, replica.id().toString());
        if (!replica.engineVersion().isEmpty()) {
            fields.put(Fields.ENGINE_VERSION, replica.engineVersion());
        }
        URI url = address(replica.url());
        if (url != null && url.getHost() != null) {
            fields.put(Fields.SERVER, url.getHost());
            if (url.getPort() > 0) {
                fields.put(Fields.SERVER_PORT, url.getPort());
            }
        }
    }

    static void on(Span span, ReplicaStatus replica) {
        AttributesBuilder fields = Attributes.builder();
        on(fields, replica);
        span.setAllAttributes(fields.build());
    }

    /** The headers by which others find themselves below a span. */
    static Map<String, String> headers(Span span) {
        Map<String, String> headers = new TreeMap<>();
        W3C.inject(
                Context.root().with(span),
                headers,
                (into, name, value) -> {
                    if (into != null) {
                        into.put(name, value);
                    }
                });
        return headers;
    }

    private SpanBuilder begin(String name, SpanKind kind, Context parent, long fromNanos) {
        return tracer.spanBuilder(name)
                .setParent(parent)
                .setSpanKind(kind)
                .setStartTimestamp(fromNanos, TimeUnit.NANOSECONDS);
    }

    private static AttributesBuilder asked(TaskSpec task) {
        AttributesBuilder fields =
                Attributes.builder()
                        .put(Fields.OPERATION, operation(task))
                        .put(Fields.REQUEST_MODEL, Redaction.redact(task.modelRef()))
                        .put(Fields.CONVERSATION, Redaction.redact(task.sessionId()))
                        .put(Fields.TASK, Redaction.redact(task.taskId()))
                        .put(Fields.CORRELATION, Redaction.redact(task.correlationId()))
                        .put(Fields.DOOR, task.door().wireName())
                        .put(Fields.PRIORITY, task.priority().wireName());
        if (task.maxTokens() != null) {
            fields.put(Fields.MAX_TOKENS, task.maxTokens());
        }
        if (task.seed() != null) {
            fields.put(Fields.SEED, task.seed());
        }
        if (task.choices() > 1) {
            fields.put(Fields.CHOICES, task.choices());
        }
        if (task.deadlineMs() != null) {
            fields.put(Fields.DEADLINE_MS, task.deadlineMs());
        }
        return fields;
    }

    /** As the conventions name what is asked for. */
    private static String operation(TaskSpec task) {
        return switch (task.workload()) {
            case EMBEDDING -> "embeddings";
            case RERANK -> "rerank";
            case COMPLETION -> task.endpoint().equals("chat") ? "chat" : "text_completion";
        };
    }

    private static @Nullable URI address(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** Reads what a caller sent. */
    private static final class Sent implements TextMapGetter<TraceContext> {

        @Override
        public @Nullable String get(@Nullable TraceContext carrier, String key) {
            if (carrier == null) {
                return null;
            }
            return switch (key) {
                case "traceparent" -> carrier.traceparent();
                case "tracestate" -> carrier.tracestate();
                default -> null;
            };
        }
    }
}
