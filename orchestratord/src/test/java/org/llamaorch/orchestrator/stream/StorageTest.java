package org.llamaorch.orchestrator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.engines.TokenSink;

/** Storage that runs out, and storage that is given back. */
class StorageTest {

    @TempDir Path folder;

    private final Streams.Watch watch = new Streams.Watch();
    private final AtomicLong clockMs = new AtomicLong(1_000);
    private final AtomicLong disk = new AtomicLong(200 << 10);

    /** Segments in memory, out of a disk of {@link #disk} bytes. */
    private Segment make(long bytes) throws IOException {
        if (disk.addAndGet(-bytes) < 0) {
            disk.addAndGet(bytes);
            throw new IOException("No space left on device");
        }
        return Segment.inMemory(bytes);
    }

    private TaskStreams open() throws IOException {
        return TaskStreams.over(
                this::make, Streams.small(false), watch, Streams.NOBODY_COUNTS, clockMs::get);
    }

    private static void fill(TokenSink sink) {
        for (int i = 0; i < 10_000; i++) {
            assertThat(Streams.token(sink, "x".repeat(500))).isTrue();
        }
    }

    @Test
    void tellsOnceThatTheDiskIsFullAndStillWritesTerminals() throws Exception {
        try (TaskStreams streams = open()) {
            TaskStream stream = streams.open("a", 0, 0);
            TaskStream other = streams.open("b", 0, 0);
            TokenSink sink = stream.attempt(1);
            assertThatThrownBy(() -> fill(sink)).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(() -> fill(other.attempt(1)))
                    .isInstanceOf(UncheckedIOException.class);
            assertThat(watch.full).hasValue(1);
            assertThat(streams.storageFull()).isTrue();

            // What was accepted before the news went round still gets its first frame.
            assertThat(streams.open("c", 1, 2).frames()).isEqualTo(1);
            int frames = stream.frames();
            streams.finish("a", Streams.failure(ErrorCode.WORKER_RESET));
            assertThat(Streams.frames(stream, frames))
                    .startsWith("id: " + frames + "\nevent: error\n");
            assertThat(watch.lost).hasValue(0);

            streams.retire();
            assertThat(watch.available).hasValue(0);
            disk.set(1 << 20);
            streams.retire();
            assertThat(watch.available).hasValue(1);
            assertThat(streams.storageFull()).isFalse();
            assertThat(Streams.token(streams.open("d", 0, 0).attempt(1), "x")).isTrue();
        }
    }

    @Test
    void saysSoWhenNotEvenTheReserveHasRoom() throws Exception {
        try (TaskStreams streams = open()) {
            TokenSink sink = streams.open("a", 0, 0).attempt(1);
            assertThatThrownBy(() -> fill(sink)).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 1_000; i++) {
                                    streams.open("t" + i, 0, 0);
                                }
                            })
                    .isInstanceOf(UncheckedIOException.class);
            assertThat(watch.lost).hasValue(1);
        }
    }

    /** Each looks for finished streams to give up, among all streams, while it holds its own. */
    @Test
    void streamsThatFindNoRoomAtOnceDoNotWaitForEachOther() throws Exception {
        try (TaskStreams streams = open()) {
            List<Thread> writers = new ArrayList<>();
            for (String id : List.of("a", "b", "c")) {
                TokenSink sink = streams.open(id, 0, 0).attempt(1);
                writers.add(Thread.ofPlatform().daemon().start(() -> findNoRoom(sink)));
            }
            for (Thread writer : writers) {
                assertThat(writer.join(Duration.ofSeconds(20))).isTrue();
            }
        }
    }

    private static void findNoRoom(TokenSink sink) {
        for (int refused = 0; refused < 20_000; ) {
            try {
                boolean _ = Streams.token(sink, "x".repeat(500));
            } catch (UncheckedIOException _) {
                refused++;
            }
        }
    }

    @Test
    void staysWithinItsTotalByGivingUpTheOldestFinishedStreams() throws Exception {
        disk.set(1L << 40);
        try (TaskStreams streams = open()) {
            for (int task = 0; task < 40; task++) {
                String id = "task-" + task;
                TokenSink sink = streams.open(id, 0, 0).attempt(1);
                for (int i = 0; i < 100; i++) {
                    assertThat(Streams.token(sink, "x".repeat(500))).isTrue();
                }
                clockMs.incrementAndGet();
                streams.finish(id, Streams.failure(ErrorCode.WORKER_RESET));
                assertThat(streams.totalBytes())
                        .isLessThanOrEqualTo(Streams.small(false).totalBytes());
            }
            assertThat(streams.find("task-0")).isEmpty();
            assertThat(streams.find("task-39")).isPresent();
            assertThat(watch.full).hasValue(0);
        }
    }

    @Test
    void freesFinishedStreamsInTimeUnlessSomebodyReads() throws Exception {
        try (TaskStreams streams =
                TaskStreams.open(
                        folder, Streams.small(true), watch, Streams.NOBODY_COUNTS, clockMs::get)) {
            TokenSink sink = streams.open("a", 0, 0).attempt(1);
            for (int i = 0; i < 400; i++) {
                Streams.token(sink, "x".repeat(500));
            }
            TaskStream read = streams.open("b", 0, 0);
            TaskStream runs = streams.open("c", 0, 0);
            long before = streams.totalBytes();
            long files = files();
            streams.finish("a", Streams.failure(ErrorCode.WORKER_RESET));
            streams.finish("b", Streams.failure(ErrorCode.CANCELED));
            assertThat(read.pin()).isTrue();
            clockMs.addAndGet(999);
            streams.retire();
            assertThat(streams.find("a")).isPresent();

            clockMs.addAndGet(1);
            streams.retire();
            assertThat(streams.find("a")).isEmpty();
            assertThat(streams.totalBytes()).isLessThan(before);
            assertThat(files()).isLessThan(files);
            assertThat(Streams.frames(read, 0)).contains("CANCELED");
            assertThat(streams.find("b")).isPresent();

            read.unpin();
            clockMs.addAndGet(1_000_000);
            streams.retire();
            assertThat(streams.find("b")).isEmpty();
            assertThat(streams.find("c")).containsSame(runs);
        }
        try (TaskStreams streams = Streams.open(folder, watch)) {
            assertThat(streams.find("a")).isEmpty();
            assertThat(streams.find("c")).isPresent();
        }
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }
}
