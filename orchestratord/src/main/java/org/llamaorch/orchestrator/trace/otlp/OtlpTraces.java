package org.llamaorch.orchestrator.trace.otlp;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Notice;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.orchestrator.trace.AttemptTrace;
import org.llamaorch.orchestrator.trace.RequestTraces;
import org.llamaorch.orchestrator.trace.SpanCounts;
import org.llamaorch.orchestrator.trace.TaskTraces;
import org.llamaorch.orchestrator.trace.TelemetrySettings;
import org.llamaorch.orchestrator.trace.TraceIds;

/**
 * Records the phases of tasks as spans and sends them to a collector in the background, at most so
 * many waiting. Holds as many traces as tasks live. Safe from any thread; only {@link #close}
 * waits.
 */
public final class OtlpTraces implements TaskTraces {

    private static final String SCOPE = "org.llamaorch.orchestrator";
    private static final int ATTRIBUTE_CHARS_MAX = 512;
    private static final int ATTEMPTS_MAX = 3;
    private static final Duration BACKOFF = Duration.ofMillis(200);
    private static final long CLOSE_WITHIN_MS = 2_000;

    /** The SDK's own words about collectors; what is lost is counted and told by us. */
    private static final Logger SDK = Logger.getLogger("io.opentelemetry");

    private final SdkTracerProvider provider;
    private final Spans spans;
    private final Map<String, LiveTrace> live = new ConcurrentHashMap<>();

    private OtlpTraces(SdkTracerProvider provider) {
        this.provider = provider;
        this.spans = new Spans(provider.get(SCOPE), OtlpTraces::nowNanos);
    }

    /**
     * Begins to record.
     *
     * @param endpoint base of the collector
     * @param headers of every request to it
     * @param version of this program
     */
    public static OtlpTraces open(
            URI endpoint,
            TelemetrySettings settings,
            Map<String, String> headers,
            String version,
            SpanCounts counts) {
        SDK.setLevel(Level.OFF);
        return new OtlpTraces(
                SdkTracerProvider.builder()
                        .setResource(
                                Resource.getDefault().toBuilder()
                                        .put(
                                                AttributeKey.stringKey("service.name"),
                                                settings.serviceName())
                                        .put(AttributeKey.stringKey("service.version"), version)
                                        .build())
                        .setSampler(
                                Sampler.parentBased(Sampler.traceIdRatioBased(settings.sampling())))
                        .setSpanLimits(
                                SpanLimits.builder()
                                        .setMaxAttributeValueLength(ATTRIBUTE_CHARS_MAX)
                                        .build())
                        .addSpanProcessor(
                                new BoundedSpans(
                                        settings.queueSpans(),
                                        counts,
                                        exporter(endpoint, settings, headers),
                                        exporter -> batches(exporter, settings)))
                        .build());
    }

    private static SpanExporter exporter(
            URI endpoint, TelemetrySettings settings, Map<String, String> headers) {
        OtlpHttpSpanExporterBuilder builder =
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(endpoint.toString().replaceFirst("/+$", "") + "/v1/traces")
                        .setConnectTimeout(Duration.ofMillis(settings.timeoutMs()))
                        .setTimeout(Duration.ofMillis(settings.timeoutMs()))
                        .setRetryPolicy(
                                RetryPolicy.builder()
                                        .setMaxAttempts(ATTEMPTS_MAX)
                                        .setInitialBackoff(BACKOFF)
                                        .build());
        headers.forEach(builder::addHeader);
        return builder.build();
    }

    private static SpanProcessor batches(SpanExporter exporter, TelemetrySettings settings) {
        return BatchSpanProcessor.builder(exporter)
                .setMaxQueueSize(settings.queueSpans())
                .setMaxExportBatchSize(settings.batchSpans())
                .setScheduleDelay(Duration.ofMillis(settings.exportEveryMs()))
                .setExporterTimeout(Duration.ofMillis(2 * settings.timeoutMs()))
                .build();
    }

    @Override
    public void placed(Effect.StartAttempt start) {
        of(start.task()).placed(start);
    }

    @Override
    public AttemptTrace begin(Effect.StartAttempt start) {
        LiveTrace trace = live.get(start.task().taskId());
        return trace == null ? AttemptTrace.NONE : trace.begin(start);
    }

    @Override
    public void tell(Notice notice) {
        switch (notice) {
            case Notice.Admitted(TaskSpec task, var told) ->
                    live.put(task.taskId(), LiveTrace.admitted(spans, task, told));
            case Notice.Refused(TaskSpec task, var refusal) ->
                    LiveTrace.refused(spans, task, refusal);
            case Notice.Placed placed -> of(placed.task()).told(placed);
            case Notice.Requeued requeued -> of(requeued.task()).requeued();
            case Notice.Ended ended -> {
                of(ended.task()).ended(ended);
                live.remove(ended.task().taskId());
            }
            case Notice.NoCapacity _,
                    Notice.FirstToken _,
                    Notice.ReplicaBound _,
                    Notice.ReplicaLost _,
                    Notice.BreakerChanged _,
                    Notice.EngineResting _,
                    Notice.Draining _,
                    Notice.Undrained _,
                    Notice.Reloaded _ -> {}
        }
    }

    /** A task that nobody admitted is one that the journal gave back. */
    private LiveTrace of(TaskSpec task) {
        return live.computeIfAbsent(task.taskId(), _ -> LiveTrace.takenUp(spans, task));
    }

    @Override
    public Optional<TraceIds> ids(TaskSpec task) {
        LiveTrace trace = live.get(task.taskId());
        if (trace == null) {
            return Optional.ofNullable(task.trace().traceId()).map(id -> new TraceIds(id, null));
        }
        SpanContext context = trace.context();
        return Optional.of(new TraceIds(context.getTraceId(), context.getSpanId()));
    }

    @Override
    public RequestTraces requests() {
        return new RequestSpans(spans);
    }

    @Override
    public void close() {
        var _ = provider.shutdown().join(CLOSE_WITHIN_MS, TimeUnit.MILLISECONDS);
    }

    private static long nowNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }
}
