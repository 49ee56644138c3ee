package org.llamaorch.cli;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Puts into words what a task that has no token yet waits for. */
final class Waiting {

    private static final int BAR_WIDTH = 24;

    private Waiting() {}

    /** Shows a metrics frame: the preparation that runs, else the place in the queue. */
    static void show(JsonNode metrics, StatusLine status) {
        for (Map.Entry<String, JsonNode> step : metrics.path("prep").properties()) {
            if (step.getValue().path("status").asString("").equals("running")) {
                status.show(
                        step.getKey() + step.getValue().path("phase").asString(""),
                        preparation(step.getKey(), step.getValue()));
                return;
            }
        }
        if (metrics.path("state").asString("").equals("queued")) {
            queued(
                    metrics.path("queue_position").asInt(0),
                    metrics.path("predicted_start_ms").asLong(0),
                    status);
        }
    }

    /** Shows the place in the queue and when the start is predicted. */
    static void queued(int position, long predictedStartMs, StatusLine status) {
        status.show(
                "queued " + position,
                position == 0 && predictedStartMs == 0
                        ? "next; waiting for a worker"
                        : position + " before it, starts in about " + duration(predictedStartMs));
    }

    private static String preparation(String id, JsonNode step) {
        String what = step.path("human").asString(step.path("phase").asString(id));
        long total = step.path("bytes_total").asLong(0);
        long done = step.path("bytes_done").asLong(0);
        if (total <= 0) {
            return what;
        }
        int filled = (int) (BAR_WIDTH * Math.min(done, total) / total);
        return what
                + " ["
                + "#".repeat(filled)
                + "-".repeat(BAR_WIDTH - filled)
                + "] "
                + 100 * Math.min(done, total) / total
                + " % of "
                + megabytes(total);
    }

    static String megabytes(long bytes) {
        return Math.max(1, bytes / 1_000_000) + " MB";
    }

    static String duration(long ms) {
        if (ms < 1_000) {
            return ms + " ms";
        }
        return ms < 120_000 ? "%.1f s".formatted(ms / 1_000.0) : ms / 60_000 + " min";
    }
}
