package org.llamaorch.orchestrator.daemon;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.orchestrator.artifact.ArtifactStore;
import org.llamaorch.orchestrator.http.json.CanonicalJson;
import org.llamaorch.orchestrator.stream.TaskStream;
import org.llamaorch.orchestrator.stream.TaskStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps the history of ended tasks as artifacts (B-ART-020), on virtual threads; one that cannot be
 * kept is logged, for the task itself is not touched by it. Safe from any thread; never blocks.
 */
final class Transcripts {

    private static final Logger LOG = LoggerFactory.getLogger(Transcripts.class);

    /** How many are made at once; beyond it one is left out rather than memory filled. */
    private static final int AT_ONCE_MAX = 256;

    private static final int STRING_CHARS_MAX = 64 << 20;

    private final TaskStreams streams;
    private final ArtifactStore artifacts;
    private final LongSupplier clock;
    private final Semaphore room = new Semaphore(AT_ONCE_MAX);
    private final JsonMapper json =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxStringLength(STRING_CHARS_MAX)
                                                    .build())
                                    .build())
                    .build();

    Transcripts(TaskStreams streams, ArtifactStore artifacts, LongSupplier clock) {
        this.streams = streams;
        this.artifacts = artifacts;
        this.clock = clock;
    }

    /** Makes and keeps the transcript of a task whose terminal frame has been appended. */
    void keep(TaskSpec task) {
        Optional<TaskStream> stream = streams.find(task.taskId());
        if (stream.isEmpty()) {
            return;
        }
        if (!room.tryAcquire()) {
            LOG.warn(
                    "The transcript of task {} is left out: too many are being made.",
                    task.taskId());
            return;
        }
        Thread.ofVirtual()
                .name("transcript")
                .start(() -> {
                    try {
                        put(task, stream.get());
                    } finally {
                        room.release();
                    }
                });
    }

    private void put(TaskSpec task, TaskStream stream) {
        List<String> tags =
                List.of(
                        "task:" + task.taskId(),
                        "session:" + task.sessionId(),
                        "correlation:" + task.correlationId());
        try {
            ByteArrayOutputStream canonical = new ByteArrayOutputStream();
            CanonicalJson.write(json.readTree(stream.transcript()), canonical);
            artifacts
                    .put(
                            "transcript",
                            tags,
                            clock.getAsLong(),
                            canonical.toByteArray(),
                            task.caller())
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            LOG.warn("The transcript of task {} could not be kept.", task.taskId(), e);
        }
    }
}
