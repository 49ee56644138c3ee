package org.llamaorch.orchestrator.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Outcome;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.orchestrator.artifact.ArtifactSettings;
import org.llamaorch.orchestrator.artifact.ArtifactStore;
import org.llamaorch.orchestrator.http.Artifacts;
import org.llamaorch.orchestrator.journal.EndedTask;
import org.llamaorch.orchestrator.journal.MemoryJournal;
import org.llamaorch.orchestrator.stream.StorageWatch;
import org.llamaorch.orchestrator.stream.StreamSettings;
import org.llamaorch.orchestrator.stream.TaskStreams;

/** Histories that an earlier life left behind. */
class HistoryRecoveryTest {

    @TempDir private Path folder = Path.of(".");

    private ArtifactStore artifacts = store();

    @BeforeEach
    void open() {
        artifacts.close();
        artifacts = store();
    }

    @AfterEach
    void close() {
        artifacts.close();
    }

    private ArtifactStore store() {
        return ArtifactStore.open(
                folder.resolve("artifacts"),
                ArtifactSettings.defaults(),
                () -> 1_000L,
                () -> false);
    }

    private TaskStreams streams() throws IOException {
        return TaskStreams.open(
                folder.resolve("history"),
                StreamSettings.defaults(),
                new StorageWatch() {
                    @Override
                    public void full(IOException cause) {}

                    @Override
                    public void available() {}

                    @Override
                    public void lost(IOException cause) {
                        throw new AssertionError(cause);
                    }
                },
                (_, _) -> {},
                System::currentTimeMillis);
    }

    private static Terminal canceled() {
        return new Terminal.Failure(
                Outcome.CANCELED, ErrorCode.CANCELED, "Cancelled.", null, null, false, null, null);
    }

    private static EndedTask ended(String taskId) {
        return new EndedTask(taskId, "alice", "s", "c", canceled(), 1);
    }

    @Test
    void aHistoryOfATaskThatNobodyKnowsGetsAnEndAndThatOfALivingOneDoesNot() throws IOException {
        try (TaskStreams before = streams()) {
            before.open("lost", 0, 0);
            before.open("lives", 0, 0);
        }
        try (TaskStreams streams = streams();
                MemoryJournal journal = new MemoryJournal(System::currentTimeMillis, 1_000, 10)) {
            HistoryRecovery recovery = new HistoryRecovery(streams);
            recovery.appendTerminals(journal);
            recovery.endUnknown(() -> Set.of("lives", "without a history"));

            assertThat(streams.unfinished()).containsExactly("lives");
            assertThat(streams.find("lost").orElseThrow().terminal())
                    .isInstanceOfSatisfying(
                            Terminal.Failure.class,
                            failure ->
                                    assertThat(failure.code()).isEqualTo(ErrorCode.WORKER_RESET));
        }
    }

    @Test
    void aTranscriptThatWasNotMadeIsMadeOnce() throws Exception {
        try (TaskStreams before = streams()) {
            before.open("t", 0, 0);
            before.finish("t", canceled());
        }
        for (int life = 0; life < 2; life++) {
            try (TaskStreams streams = streams();
                    MemoryJournal journal =
                            new MemoryJournal(System::currentTimeMillis, 1_000, 10)) {
                LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
                HistoryRecovery recovery = new HistoryRecovery(streams);
                recovery.appendTerminals(journal);
                recovery.makeUpTranscripts(
                        new Transcripts(streams, artifacts, System::currentTimeMillis, true),
                        taskId -> {
                            asked.add(taskId);
                            return Optional.of(ended(taskId));
                        });
                assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo("t");
                List<Artifacts.Item> made = transcripts();
                while (made.isEmpty()) {
                    Thread.onSpinWait();
                    made = transcripts();
                }
                assertThat(made)
                        .singleElement()
                        .satisfies(item ->
                                assertThat(item.tags())
                                        .containsExactly("task:t", "session:s", "correlation:c"));
                assertThat(text(made.getFirst().id()))
                        .contains("\"type\":\"started\"", "\"type\":\"error\"");
            }
        }
    }

    private List<Artifacts.Item> transcripts() {
        return artifacts.list("alice", "transcript", "task:t", 10).join();
    }

    private String text(String id) {
        byte[] document = artifacts.find(id, "alice").join().orElse(null);
        return new String(Objects.requireNonNull(document), StandardCharsets.UTF_8);
    }
}
