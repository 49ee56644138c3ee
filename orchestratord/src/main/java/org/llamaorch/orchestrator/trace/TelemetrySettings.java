package org.llamaorch.orchestrator.trace;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where spans go and within what bounds.
 *
 * @param endpoint base of an OTLP/HTTP collector, such as {@code http://127.0.0.1:4318}; spans go
 *     to {@code /v1/traces} below it. Null: nothing is recorded
 * @param serviceName how the collector knows this daemon
 * @param sampling share of traces that are recorded, 0 to 1; where a caller brought a trace, the
 *     caller has decided
 * @param headersFile headers of every request to the collector, a {@code Name: value} a line; null
 *     for none
 * @param queueSpans most spans that wait for the collector; more are dropped
 * @param batchSpans most spans of a request
 * @param exportEveryMs longest that a span waits for its request to begin
 * @param timeoutMs longest that a request takes
 */
public record TelemetrySettings(
        @Nullable URI endpoint,
        String serviceName,
        double sampling,
        @Nullable Path headersFile,
        int queueSpans,
        int batchSpans,
        long exportEveryMs,
        long timeoutMs) {

    /** What an endpoint is, for whoever gave none. */
    public static final String ENDPOINT_RULE =
            "the endpoint must be the address of an OTLP/HTTP collector, such as"
                    + " http://127.0.0.1:4318";

    /** Nothing is recorded. */
    public static final TelemetrySettings OFF =
            new TelemetrySettings(null, "llama-orch", 1, null, 4_096, 512, 1_000, 10_000);

    /** The same, under a program's own name where nobody chose another than the usual. */
    public TelemetrySettings ofProgram(String name) {
        return serviceName.equals(OFF.serviceName())
                ? new TelemetrySettings(
                        endpoint,
                        name,
                        sampling,
                        headersFile,
                        queueSpans,
                        batchSpans,
                        exportEveryMs,
                        timeoutMs)
                : this;
    }

    public TelemetrySettings {
        if (endpoint != null
                && (endpoint.getHost() == null
                        || endpoint.getRawUserInfo() != null
                        || endpoint.getRawQuery() != null
                        || endpoint.getRawFragment() != null
                        || !("http".equals(endpoint.getScheme())
                                || "https".equals(endpoint.getScheme())))) {
            throw new IllegalArgumentException(ENDPOINT_RULE);
        }
        if (serviceName.isBlank() || !(sampling >= 0 && sampling <= 1)) {
            throw new IllegalArgumentException(
                    "service_name must not be empty, and sampling is from 0 to 1");
        }
        if (batchSpans < 1 || queueSpans < batchSpans || exportEveryMs < 1 || timeoutMs < 1) {
            throw new IllegalArgumentException(
                    "batch_spans, export_every_ms and timeout_ms are at least 1, and queue_spans at"
                            + " least batch_spans");
        }
    }
}
