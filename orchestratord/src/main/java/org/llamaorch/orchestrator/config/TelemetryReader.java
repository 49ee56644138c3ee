package org.llamaorch.orchestrator.config;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.trace.HeadersFile;
import org.llamaorch.orchestrator.trace.TelemetrySettings;

/**
 * Reads where spans go. The variables are those of every OpenTelemetry program: {@code
 * OTEL_EXPORTER_OTLP_ENDPOINT}, {@code OTEL_SERVICE_NAME}, {@code OTEL_SDK_DISABLED}.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/">
 *     the OpenTelemetry environment variables</a>
 */
final class TelemetryReader {

    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private TelemetryReader() {}

    static TelemetrySettings read(Environment environment, Section telemetry) {
        TelemetrySettings usual = TelemetrySettings.OFF;
        Optional<String> variable = environment.text(ENDPOINT);
        Path headers = telemetry.text("headers_file").map(Path::of).orElse(null);
        try {
            URI endpoint =
                    variable.or(() -> telemetry.text("endpoint"))
                            .map(TelemetryReader::address)
                            .orElse(null);
            boolean off = environment.flag("OTEL_SDK_DISABLED").orElse(false);
            check(headers);
            return new TelemetrySettings(
                    off ? null : endpoint,
                    environment
                            .text("OTEL_SERVICE_NAME")
                            .or(() -> telemetry.text("service_name"))
                            .orElse(usual.serviceName()),
                    telemetry.fraction("sampling", usual.sampling()),
                    headers,
                    telemetry.count("queue_spans", usual.queueSpans()),
                    telemetry.count("batch_spans", usual.batchSpans()),
                    telemetry.number("export_every_ms", usual.exportEveryMs()),
                    telemetry.number("timeout_ms", usual.timeoutMs()));
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationRefused(
                    (variable.isPresent() ? "telemetry, " + ENDPOINT : "telemetry")
                            + ": "
                            + wrong.getMessage()
                            + ".",
                    wrong);
        }
    }

    private static URI address(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException notOne) {
            throw new IllegalArgumentException(TelemetrySettings.ENDPOINT_RULE, notOne);
        }
    }

    /** What the headers say is read where it is used, and kept nowhere else. */
    private static void check(@Nullable Path file) {
        if (file == null) {
            return;
        }
        try {
            var _ = HeadersFile.read(file);
        } catch (IOException wrong) {
            throw new ConfigurationRefused(
                    "telemetry.headers_file: "
                            + file
                            + " cannot be used: "
                            + (wrong instanceof NoSuchFileException
                                    ? "it does not exist"
                                    : wrong.getMessage())
                            + ".",
                    wrong);
        }
    }
}
