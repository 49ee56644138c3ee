package org.llamaorch.orchestrator.observe;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes a registry's series in the format asked for: Prometheus text 0.0.4 unless OpenMetrics is
 * preferred (B-OBS-001). Safe from any thread.
 */
final class ExpositionWriter {

    private static final int BODY_BYTES_FIRST = 32 * 1024;

    private final ExpositionFormats formats = ExpositionFormats.init();
    private final PrometheusRegistry registry;

    ExpositionWriter(PrometheusRegistry registry) {
        this.registry = registry;
    }

    Exposition expose(@Nullable String acceptHeader) {
        ExpositionFormatWriter format = formats.findWriter(acceptHeader);
        ByteArrayOutputStream body = new ByteArrayOutputStream(BODY_BYTES_FIRST);
        try {
            format.write(body, registry.scrape(), EscapingScheme.fromAcceptHeader(acceptHeader));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Exposition(format.getContentType(), body.toByteArray());
    }
}
