package org.llamaorch.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a task's stream to its end: tokens to stdout as they come, what is waited for and the
 * figures to stderr. A broken connection is resumed with {@code Last-Event-ID}. Confined to one
 * thread, but for what says otherwise.
 */
final class TaskFollower {

    private static final int RECONNECTS_MAX = 20;
    private static final Duration RECONNECT_PAUSE = Duration.ofMillis(500);

    private final OrchestratorClient client;
    private final boolean json;
    private final PrintStream out;
    private final StatusLine status;
    private final long begunNanos = System.nanoTime();
    private long firstTokenNanos;
    private boolean textShown;
    private volatile boolean cancelled;
    private @Nullable Long lastId;

    TaskFollower(OrchestratorClient client, boolean json, PrintStream out, StatusLine status) {
        this.client = client;
        this.json = json;
        this.out = out;
        this.status = status;
    }

    /**
     * Follows the task to its terminal frame. Blocks as long as it takes.
     *
     * @param after number of the last frame seen; null to begin at the first
     * @return the exit code: the task's end decides it
     */
    int follow(String taskId, @Nullable Long after) throws InterruptedException {
        lastId = after;
        for (int failures = 0; ; failures++) {
            try {
                EventStream stream = client.events(taskId, lastId);
                if (stream == null) {
                    status.show("past", "nothing is left to read: the task has ended.");
                    status.keep();
                    return ExitCode.OK;
                }
                Integer code = read(stream);
                if (code != null) {
                    return code;
                }
                failures = 0;
            } catch (IOException broken) {
                if (failures >= RECONNECTS_MAX || (lastId == null && failures > 0)) {
                    status.clear();
                    throw client.unreachable(broken);
                }
            }
            status.show("lost", "the connection was lost; resuming");
            Thread.sleep(RECONNECT_PAUSE);
        }
    }

    /** Reads until the stream closes. Returns the exit code; null when no terminal frame came. */
    private @Nullable Integer read(EventStream stream) throws IOException {
        try (stream) {
            for (EventStream.Frame frame = stream.next(); frame != null; frame = stream.next()) {
                JsonNode data = Json.MAPPER.readTree(frame.data());
                if (frame.id() != null) {
                    lastId = frame.id();
                }
                if (json) {
                    printJson(frame, data);
                }
                switch (frame.event()) {
                    case "token" -> token(data);
                    case "metrics" -> {
                        if (firstTokenNanos == 0 && !json) {
                            Waiting.show(data, status);
                        }
                    }
                    case "end" -> {
                        end(data);
                        return ExitCode.OK;
                    }
                    case "error" -> {
                        error(data);
                        return ExitCode.TASK_FAILED;
                    }
                    default -> {} // started says what admission said; events of later versions
                }
            }
        }
        return null;
    }

    private void token(JsonNode data) {
        if (firstTokenNanos == 0) {
            firstTokenNanos = System.nanoTime();
            status.clear();
        }
        if (!json) {
            String text = data.path("t").asString("");
            textShown |= !text.isEmpty();
            out.print(text);
            out.flush();
        }
    }

    private void end(JsonNode data) {
        if (json) {
            return;
        }
        finishText();
        long tokens = data.path("tokens_out").asLong(0);
        long decodeMs = data.path("decode_time_ms").asLong(0);
        StringBuilder line = new StringBuilder().append(tokens).append(" tokens");
        if (firstTokenNanos != 0) {
            line.append(", first after ")
                    .append(Waiting.duration((firstTokenNanos - begunNanos) / 1_000_000));
        }
        if (decodeMs > 0) {
            line.append(", %.1f tokens/s".formatted(tokens * 1_000.0 / decodeMs));
        }
        line.append(" (").append(data.path("finish_reason").asString("stop")).append(')');
        status.show("end", line.toString());
        status.keep();
    }

    /** Whoever reads has cancelled the task: its end is no news. Safe from any thread. */
    void cancelledByReader() {
        cancelled = true;
    }

    private void error(JsonNode data) {
        if (!json) {
            finishText();
            if (cancelled && data.path("code").asString("").equals("CANCELED")) {
                return;
            }
            status.show("error", "llama-orch: " + Envelope.sentence(data));
            status.keep();
        }
    }

    private void finishText() {
        status.clear();
        if (textShown) {
            out.println();
            out.flush();
        }
    }

    private void printJson(EventStream.Frame frame, JsonNode data) {
        ObjectNode line = Json.MAPPER.createObjectNode();
        if (frame.id() != null) {
            line.put("id", frame.id());
        }
        line.put("event", frame.event()).set("data", data);
        out.println(Json.MAPPER.writeValueAsString(line));
        out.flush();
    }
}
