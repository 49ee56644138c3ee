package org.llamaorch.orchestrator.daemon;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.llamaorch.orchestrator.trace.HeadersFile;
import org.llamaorch.orchestrator.trace.SpanCounts;
import org.llamaorch.orchestrator.trace.TaskTraces;
import org.llamaorch.orchestrator.trace.TelemetrySettings;
import org.llamaorch.orchestrator.trace.otlp.OtlpTraces;

/** Begins to record spans where that is configured; the SDK is loaded only then. */
final class Traces {

    private Traces() {}

    /**
     * @param version of this program
     * @throws StartRefused when the collector's headers cannot be read any more
     */
    static TaskTraces open(TelemetrySettings settings, String version, SpanCounts counts) {
        URI endpoint = settings.endpoint();
        return endpoint == null
                ? TaskTraces.NONE
                : OtlpTraces.open(endpoint, settings, headers(settings), version, counts);
    }

    private static Map<String, String> headers(TelemetrySettings settings) {
        Path file = settings.headersFile();
        try {
            return file == null ? Map.of() : HeadersFile.read(file);
        } catch (IOException e) {
            throw new StartRefused(
                    StartRefused.FAILED,
                    "TELEMETRY_UNUSABLE",
                    "telemetry.headers_file: " + file + " cannot be used any more.",
                    e);
        }
    }
}
