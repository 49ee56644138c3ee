package org.llamaorch.orchestrator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.llamaorch.orchestrator.trace.TelemetrySettings;

/** Where traces go: nowhere, until a collector is named that can be used. */
class TelemetryConfigTest extends ConfigReading {

    @Test
    void tracesGoNowhereUntilACollectorIsNamed() throws IOException {
        assertThat(read("", Map.of()).telemetry()).isEqualTo(TelemetrySettings.OFF);
        assertThat(read("telemetry: {sampling: 0.5}", Map.of()).telemetry().endpoint()).isNull();

        TelemetrySettings named =
                read(
                                """
                                telemetry:
                                  endpoint: https://collector.example:4318
                                  service_name: here
                                  sampling: 0.25
                                  queue_spans: 10
                                  batch_spans: 10
                                  export_every_ms: 3
                                  timeout_ms: 4
                                """,
                                Map.of())
                        .telemetry();
        assertThat(named)
                .isEqualTo(
                        new TelemetrySettings(
                                URI.create("https://collector.example:4318"),
                                "here",
                                0.25,
                                null,
                                10,
                                10,
                                3,
                                4));
    }

    @Test
    void theVariablesOfOpenTelemetryStandOverTheFile() throws IOException {
        String file = "telemetry: {endpoint: 'http://127.0.0.1:1', service_name: here}";
        TelemetrySettings telemetry =
                read(
                                file,
                                Map.of(
                                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                                        "http://127.0.0.1:2/below",
                                        "OTEL_SERVICE_NAME",
                                        "there"))
                        .telemetry();
        assertThat(telemetry.endpoint()).hasToString("http://127.0.0.1:2/below");
        assertThat(telemetry.serviceName()).isEqualTo("there");
        assertThat(read(file, Map.of("OTEL_SDK_DISABLED", "true")).telemetry().endpoint()).isNull();
    }

    @Test
    void aCollectorThatCannotBeUsedIsRefused() throws IOException {
        assertThatThrownBy(() -> read("", Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "127.0.0.1:4317")))
                .isInstanceOf(ConfigurationRefused.class)
                .hasMessageContainingAll("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318");
        refuses("telemetry: {endpoint: 'ftp://a'}", "/telemetry/endpoint");
        refuses("telemetry: {endpoint: 'http://me:secret@a'}", "OTLP/HTTP");
        refuses("telemetry: {queue_spans: 3, batch_spans: 4}", "queue_spans");
        refuses(
                "telemetry: {headers_file: /nowhere/headers}",
                "/nowhere/headers",
                "does not exist");
        Path headers = Files.writeString(folder.resolve("headers"), "no header, a secret");
        assertThatThrownBy(() -> read("telemetry: {headers_file: " + headers + "}", Map.of()))
                .isInstanceOf(ConfigurationRefused.class)
                .message()
                .contains("line 1")
                .doesNotContain("secret");
    }
}
