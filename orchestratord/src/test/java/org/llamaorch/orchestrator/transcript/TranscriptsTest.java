package org.llamaorch.orchestrator.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.orchestrator.artifact.ArtifactSettings;
import org.llamaorch.orchestrator.artifact.ArtifactStore;
import org.llamaorch.orchestrator.http.Artifacts;
import org.llamaorch.orchestrator.journal.EndedTask;
import org.llamaorch.orchestrator.journal.Samples;
import org.llamaorch.orchestrator.stream.Histories;
import org.llamaorch.orchestrator.stream.StreamSettings;
import org.llamaorch.orchestrator.stream.TaskStreams;
import org.llamaorch.orchestrator.transcript.DueTranscript.Outcome;

/** Ended tasks leave their history as a document, at once for who asks. */
class TranscriptsTest {

    @TempDir private Path folder = Path.of(".");

    private final AtomicLong nowMs = new AtomicLong(1_000_000);
    private final AtomicBoolean diskIsFull = new AtomicBoolean();
    private ArtifactStore artifacts = store();
    private int ended;

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
                diskIsFull::get);
    }

    private TaskStreams streams(StreamSettings settings) throws IOException {
        return Histories.open(folder, settings, nowMs::get);
    }

    private Transcripts over(TaskStreams streams) {
        return new Transcripts(streams, artifacts, nowMs::get, true);
    }

    private static Optional<EndedTask> unknown(String taskId) {
        throw new AssertionError("nobody ended " + taskId + " in an earlier life");
    }

    /** Each has another history, by its place in the queue. */
    private void end(TaskStreams streams, String taskId) {
        streams.open(taskId, ended++, 0);
        streams.finish(taskId, canceled());
    }

    private void end(TaskStreams streams, Transcripts transcripts, String taskId) {
        end(streams, taskId);
        transcripts.keep(Samples.task(taskId, "alice", null, "{}"));
    }

    private static Terminal canceled() {
        return new Terminal.Failure(
                org.llamaorch.contracts.Outcome.CANCELED,
                ErrorCode.CANCELED,
                "Cancelled.",
                null,
                null,
                false,
                null,
                null);
    }

    /** What is there, without asking for anything to be made. */
    private List<Artifacts.Item> made(String tag) {
        return artifacts.list("alice", Transcripts.KIND, tag, 1_000).join();
    }

    private void awaitMade(String tag) throws InterruptedException {
        long untilNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (made(tag).isEmpty()) {
            assertThat(System.nanoTime()).as("a transcript of " + tag).isLessThan(untilNanos);
            Thread.onSpinWait();
        }
        assertThat(made(tag)).hasSize(1);
    }

    private List<Artifacts.Item> asked(Transcripts transcripts, String tag, int limit) {
        return new ArtifactsWithTranscripts(artifacts, transcripts)
                .list("alice", null, tag, limit)
                .toCompletableFuture()
                .join();
    }

    @Test
    void isMadeInTimeAlsoWhenNobodyAsks() throws Exception {
        try (TaskStreams streams = streams(StreamSettings.defaults());
                Transcripts transcripts = over(streams)) {
            transcripts.start(Set.of(), TranscriptsTest::unknown);
            end(streams, transcripts, "t");

            awaitMade("task:t");
            String text =
                    new String(
                            artifacts
                                    .find(made("task:t").getFirst().id(), "alice")
                                    .join()
                                    .orElseThrow(),
                            StandardCharsets.UTF_8);
            assertThat(text).contains("\"type\":\"started\"", "\"type\":\"error\"");
        }
    }

    @Test
    void isMadeAtOnceForWhoAsksWithAllThatAListHasToShow() throws Exception {
        CountDownLatch recovered = new CountDownLatch(1);
        try (TaskStreams streams = streams(StreamSettings.defaults());
                Transcripts transcripts = over(streams)) {
            end(streams, "earlier");
            // Its maker begins to make them by their age once what was before is known: not yet.
            transcripts.start(
                    Set.of("earlier"),
                    taskId -> {
                        await(recovered);
                        return Optional.of(new EndedTask(taskId, "alice", "s", "c", canceled(), 1));
                    });
            for (int i = 0; i < 4; i++) {
                end(streams, transcripts, "t" + i);
            }
            assertThat(made("task:t3")).isEmpty();
            recovered.countDown();

            assertThat(asked(transcripts, "task:t3", 10)).hasSize(1);
            assertThat(asked(transcripts, "task:earlier", 10))
                    .singleElement()
                    .satisfies(item ->
                            assertThat(item.tags())
                                    .containsExactly("task:earlier", "session:s", "correlation:c"));
            assertThat(asked(transcripts, "task:nobody", 10)).isEmpty();
            assertThat(asked(transcripts, "session:session-alice", 10)).hasSize(4);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException cause) {
            Thread.currentThread().interrupt();
            throw new AssertionError(cause);
        }
    }

    @Test
    void isSeenByItsCallerAlone() throws Exception {
        try (TaskStreams streams = streams(StreamSettings.defaults());
                Transcripts transcripts = over(streams)) {
            transcripts.start(Set.of(), TranscriptsTest::unknown);
            end(streams, transcripts, "t");
            assertThat(
                            new ArtifactsWithTranscripts(artifacts, transcripts)
                                    .list("bob", null, "task:t", 10)
                                    .toCompletableFuture()
                                    .join())
                    .isEmpty();
            assertThat(asked(transcripts, "task:t", 10)).hasSize(1);
        }
    }

    @Test
    void isTriedAgainWhenItCouldNotBeKept() throws Exception {
        diskIsFull.set(true);
        try (TaskStreams streams = streams(StreamSettings.defaults());
                Transcripts transcripts = over(streams)) {
            transcripts.start(Set.of(), TranscriptsTest::unknown);
            end(streams, transcripts, "t");
            assertThat(asked(transcripts, "task:t", 10)).isEmpty();

            diskIsFull.set(false);
            assertThat(asked(transcripts, "task:t", 10)).hasSize(1);
            end(streams, transcripts, "next");
            awaitMade("task:next");
        }
    }

    @Test
    void whatAStopLeavesIsMadeByTheNextLifeOnce() throws Exception {
        try (TaskStreams streams = streams(StreamSettings.defaults());
                Transcripts transcripts = over(streams)) {
            end(streams, transcripts, "t");
        }
        assertThat(made("task:t")).isEmpty();
        for (int life = 0; life < 2; life++) {
            int asking = life;
            try (TaskStreams streams = streams(StreamSettings.defaults());
                    Transcripts transcripts = over(streams)) {
                transcripts.start(
                        streams.finished(),
                        taskId -> {
                            assertThat(asking).as("it is there already").isZero();
                            return Optional.of(
                                    new EndedTask(taskId, "alice", "s", "c", canceled(), 1));
                        });
                assertThat(asked(transcripts, "task:t", 10)).hasSize(1);
            }
        }
    }

    @Test
    void aStopMakesThoseWhoseHistoriesEndWithIt() throws Exception {
        try (TaskStreams streams = streams(StreamSettings.defaults().inMemory());
                Transcripts transcripts = over(streams)) {
            end(streams, transcripts, "t");
        }
        assertThat(made("task:t")).hasSize(1);
    }

    @Test
    void oneWhoseHistoryHadToGoKeepsNoOtherWaiting() throws Exception {
        try (TaskStreams streams = streams(StreamSettings.defaults());
                Transcripts transcripts = over(streams)) {
            transcripts.keep(Samples.task("gone", "alice", null, "{}"));
            end(streams, transcripts, "t");
            transcripts.start(Set.of(), TranscriptsTest::unknown);

            awaitMade("task:t");
            assertThat(asked(transcripts, "task:gone", 10)).isEmpty();
        }
    }

    @Test
    void restsWhileTasksLiveUntilHistoriesGetOld() throws Exception {
        try (TaskStreams streams = streams(StreamSettings.defaults());
                Transcripts transcripts = over(streams)) {
            long tookNanos = TimeUnit.MILLISECONDS.toNanos(1);
            end(streams, transcripts, "oldest");
            assertThat(transcripts.restNanos(Outcome.KEPT, tookNanos)).isZero();

            streams.open("lives", 0, 0);
            assertThat(transcripts.restNanos(Outcome.KEPT, tookNanos)).isEqualTo(99 * tookNanos);
            assertThat(transcripts.restNanos(Outcome.KEPT, 1_000 * tookNanos))
                    .isEqualTo(TimeUnit.MILLISECONDS.toNanos(500));
            assertThat(transcripts.restNanos(Outcome.TOO_LATE, tookNanos)).isZero();
            assertThat(transcripts.restNanos(Outcome.FAILED, tookNanos))
                    .isEqualTo(TimeUnit.SECONDS.toNanos(1));

            nowMs.addAndGet(streams.keepEndedMs() / 2);
            assertThat(transcripts.restNanos(Outcome.KEPT, tookNanos)).isPositive();
            nowMs.incrementAndGet();
            assertThat(transcripts.restNanos(Outcome.KEPT, tookNanos)).isZero();
        }
    }

    @Test
    void doesNotRestWhileHistoriesHaveLittleRoom() throws Exception {
        try (TaskStreams streams = streams(Histories.littleRoom());
                Transcripts transcripts = over(streams)) {
            end(streams, transcripts, "t");
            streams.open("lives", 0, 0);
            assertThat(transcripts.restNanos(Outcome.KEPT, 1)).isZero();
        }
    }
}
