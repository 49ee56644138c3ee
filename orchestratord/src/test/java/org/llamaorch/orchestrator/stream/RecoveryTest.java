package org.llamaorch.orchestrator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.engines.TokenSink;

/** What is there after a kill: a copy of the files, taken in the middle, opened again. */
class RecoveryTest {

    @TempDir Path folder;
    @TempDir Path copy;

    private final Streams.Watch watch = new Streams.Watch();

    @Test
    void givesBackEveryFrameByteForByteAfterAKill() throws Exception {
        String[] before = new String[3];
        try (TaskStreams streams = Streams.open(folder, watch)) {
            for (int task = 0; task < 3; task++) {
                TaskStream stream = streams.open("task-" + task, task, 10L * task);
                TokenSink sink = stream.attempt(1);
                for (int i = 0; i < 300 * task; i++) {
                    Streams.token(sink, "t" + i, "{\"n\":" + i + "}");
                }
                if (task == 2) {
                    assertThat(sink.seal()).isTrue();
                    streams.finish("task-2", Streams.end(sink));
                }
                before[task] = Streams.frames(stream, 0);
            }
            copyFiles();
        }
        try (TaskStreams streams = Streams.open(copy, watch)) {
            for (int task = 0; task < 3; task++) {
                assertThat(Streams.frames(streams.find("task-" + task).orElseThrow(), 0))
                        .isEqualTo(before[task]);
            }
            assertThat(streams.withTokens()).containsExactly("task-1");
            assertThat(streams.unfinished()).containsExactly("task-0", "task-1");
            assertThat(streams.find("task-2").orElseThrow().terminal())
                    .isInstanceOf(Terminal.End.class);
        }
    }

    @Test
    void appendsMissingTerminalsAndNeverRepeatsOne() throws Exception {
        try (TaskStreams streams = Streams.open(folder, watch)) {
            Streams.token(streams.open("cut", 0, 0).attempt(1), "x");
            streams.open("ended", 0, 0);
            streams.finish("ended", Streams.failure(ErrorCode.CANCELED));
            copyFiles();
        }
        Map<String, Terminal> journal =
                Map.of(
                        "cut", Streams.failure(ErrorCode.WORKER_RESET),
                        "ended", Streams.failure(ErrorCode.INTERNAL));
        String cut;
        try (TaskStreams streams = Streams.open(copy, watch)) {
            streams.recover(journal);
            cut = Streams.frames(streams.find("cut").orElseThrow(), 0);
            assertThat(cut).contains("id: 2\nevent: error\ndata: {\"code\":\"WORKER_RESET\"");
        }
        try (TaskStreams streams = Streams.open(copy, watch)) {
            streams.recover(journal);
            assertThat(Streams.frames(streams.find("cut").orElseThrow(), 0)).isEqualTo(cut);
            TaskStream ended = streams.find("ended").orElseThrow();
            assertThat(ended.frames()).isEqualTo(2);
            assertThat(Streams.frames(ended, 1)).contains("CANCELED");
        }
    }

    @Test
    void goesOnWithAQueuedTaskAfterAKill() throws Exception {
        try (TaskStreams streams = Streams.open(folder, watch)) {
            streams.open("q", 4, 400);
            copyFiles();
        }
        try (TaskStreams streams = Streams.open(copy, watch)) {
            TaskStream stream = streams.open("q", 0, 0);
            assertThat(Streams.token(stream.attempt(1), "x")).isTrue();
            assertThat(Streams.frames(stream, 0))
                    .contains("\"queue_position\":4", "id: 1\nevent: token");
        }
        try (TaskStreams streams = Streams.open(copy, watch)) {
            assertThat(streams.withTokens()).containsExactly("q");
        }
    }

    @Test
    void stopsAtATornFrame() throws Exception {
        try (TaskStreams streams = Streams.open(folder, watch)) {
            TaskStream stream = streams.open("torn", 0, 0);
            TokenSink sink = stream.attempt(1);
            for (int i = 0; i < 5; i++) {
                Streams.token(sink, "word" + i);
            }
            copyFiles();
        }
        boolean torn = false;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(copy)) {
            for (Path file : files) {
                byte[] bytes = Files.readAllBytes(file);
                int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("word3");
                if (at >= 0) {
                    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
                        out.seek(at);
                        out.write('W');
                    }
                    torn = true;
                }
            }
        }
        assertThat(torn).isTrue();
        try (TaskStreams streams = Streams.open(copy, watch)) {
            TaskStream stream = streams.find("torn").orElseThrow();
            assertThat(stream.tokens()).isEqualTo(3);
            assertThat(Streams.frames(stream, 3)).contains("word2").doesNotContain("ord3");
            streams.finish("torn", Streams.failure(ErrorCode.WORKER_RESET));
            assertThat(Streams.frames(stream, 4)).startsWith("id: 4\nevent: error\n");
        }
    }

    @Test
    void keepsFilesToTheirOwner() throws Exception {
        int seen = 0;
        try (TaskStreams _ = Streams.open(folder, watch);
                DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                seen++;
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
        assertThat(seen).isPositive();
    }

    private void copyFiles() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
    }
}
