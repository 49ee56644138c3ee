package org.llamaorch.orchestrator.daemon;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.orchestrator.artifact.ArtifactStore;
import org.llamaorch.orchestrator.http.json.CanonicalJson;
import org.llamaorch.orchestrator.journal.EndedTask;
import org.llamaorch.orchestrator.stream.TaskStream;
import org.llamaorch.orchestrator.stream.TaskStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the history of ended tasks as artifacts (B-ART-020), on threads of the store; one that
 * cannot be kept is logged, for the task itself is not touched by it. Safe from any thread; never
 * blocks.
 */
final class Transcripts {

    private static final Logger LOG = LoggerFactory.getLogger(Transcripts.class);

    /** How many are made at once; beyond it one is left out rather than memory filled. */
    private static final int AT_ONCE_MAX = 256;

    private static final String KIND = "transcript";

    private static final byte[] EVENTS = utf8("{\"events\":[");
    private static final byte[] EVENT = utf8("{\"data\":");
    private static final byte[] NEXT_EVENT = utf8(",{\"data\":");
    private static final byte[] CLOSE = utf8("]}");

    private final TaskStreams streams;
    private final ArtifactStore artifacts;
    private final LongSupplier clock;
    private final boolean wanted;
    private final Semaphore room = new Semaphore(AT_ONCE_MAX);

    /**
     * @param wanted whether any are kept
     */
    Transcripts(TaskStreams streams, ArtifactStore artifacts, LongSupplier clock, boolean wanted) {
        this.wanted = wanted;
        this.streams = streams;
        this.artifacts = artifacts;
        this.clock = clock;
    }

    /** Makes and keeps the transcript of a task whose terminal frame has been appended. */
    void keep(TaskSpec task) {
        Optional<TaskStream> stream = wanted ? streams.find(task.taskId()) : Optional.empty();
        if (stream.isEmpty()) {
            return;
        }
        if (!room.tryAcquire()) {
            LOG.atWarn()
                    .addKeyValue("task_id", task.taskId())
                    .log("The transcript of a task stays out: too many are made at once.");
            return;
        }
        var _ =
                put(
                                task.taskId(),
                                task.sessionId(),
                                task.correlationId(),
                                task.caller(),
                                stream.get())
                        .whenComplete((_, _) -> room.release());
    }

    /**
     * Makes the transcript of a task whose end an earlier life did not outlive long enough to make
     * it; blocks. Without effect when there is one, or when the stream is not kept any more.
     */
    void makeUp(EndedTask task) {
        Optional<TaskStream> stream = wanted ? streams.find(task.taskId()) : Optional.empty();
        if (stream.isPresent()
                && artifacts.list(null, KIND, "task:" + task.taskId(), 1).join().isEmpty()) {
            put(task.taskId(), task.sessionId(), task.correlationId(), task.caller(), stream.get())
                    .join();
        }
    }

    /** Completes when it is kept, or was logged as not kept. */
    private CompletableFuture<?> put(
            String taskId,
            String sessionId,
            String correlationId,
            String caller,
            TaskStream stream) {
        List<String> tags =
                List.of("task:" + taskId, "session:" + sessionId, "correlation:" + correlationId);
        return artifacts
                .put(KIND, tags, clock.getAsLong(), out -> write(stream, out), caller)
                .handle((_, failure) -> {
                    if (failure != null) {
                        LOG.atWarn()
                                .addKeyValue("task_id", taskId)
                                .setCause(failure)
                                .log("The transcript of a task cannot be kept.");
                    }
                    return taskId;
                });
    }

    /** {@code {"events":[{"data":..,"type":..}, ..]}}, canonical as it is written. */
    private static void write(TaskStream stream, OutputStream out) throws IOException {
        CanonicalJson canonical = new CanonicalJson(out);
        canonical.verbatim(EVENTS);
        boolean[] later = new boolean[1];
        stream.read((event, data, length) -> {
            canonical.verbatim(later[0] ? NEXT_EVENT : EVENT);
            canonical.write(data, 0, length);
            canonical.verbatim(utf8(",\"type\":\"" + event + "\"}"));
            later[0] = true;
        });
        canonical.verbatim(CLOSE);
        canonical.flush();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
