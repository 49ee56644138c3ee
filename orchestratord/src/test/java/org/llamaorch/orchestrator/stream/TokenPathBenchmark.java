package org.llamaorch.orchestrator.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.engines.TokenSink;

/**
 * Prints nanoseconds and allocated bytes of an append, and of an append with one listener's copy,
 * into mapped files. A program to run by hand: {@code TokenPathBenchmark [rounds]}.
 */
final class TokenPathBenchmark {

    private static final int TOKENS = 2_000;
    private static final int STREAMS = 500;

    private TokenPathBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        for (int round = 0; round < rounds; round++) {
            run(round, "append", false, "");
            run(round, "append+copy", true, "");
            run(round, "append+copy, 180-byte delta", true, "d".repeat(180));
        }
    }

    private static void run(int round, String what, boolean copy, String delta) throws IOException {
        Path folder = Files.createTempDirectory("history");
        AtomicLong clockMs = new AtomicLong();
        byte[] buffer = (" token" + delta).getBytes(StandardCharsets.US_ASCII);
        long bytes = 0;
        try (TaskStreams streams =
                TaskStreams.open(
                        folder,
                        StreamSettings.defaults(),
                        new Streams.Watch(),
                        Streams.NOBODY_COUNTS,
                        clockMs::get)) {
            byte[] scratch = new byte[64 << 10];
            com.sun.management.ThreadMXBean threads =
                    (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long cpu = threads.getCurrentThreadCpuTime();
            for (int s = 0; s < STREAMS; s++) {
                String id = "task-" + s;
                TaskStream stream = streams.open(id, 0, 0);
                TokenSink sink = stream.attempt(1);
                FrameCursor cursor = new FrameCursor(stream.log(), 1, scratch);
                for (int i = 0; i < TOKENS; i++) {
                    if (!sink.token(buffer, 0, 6, 6, delta.length())) {
                        throw new IllegalStateException("refused");
                    }
                    if (copy) {
                        ByteBuf frame =
                                cursor.take(stream.frames(), PooledByteBufAllocator.DEFAULT);
                        bytes += frame.readableBytes();
                        frame.release();
                    }
                }
                streams.finish(id, Streams.failure(ErrorCode.CANCELED));
                if (s % 50 == 0) {
                    clockMs.addAndGet(StreamSettings.defaults().keepEndedMs());
                    streams.retire();
                }
            }
            long tokens = (long) STREAMS * TOKENS;
            System.out.printf(
                    "%d %-28s %6.1f ns, %5.1f allocated bytes a token (%d bytes copied)%n",
                    round,
                    what,
                    (double) (threads.getCurrentThreadCpuTime() - cpu) / tokens,
                    (double) (threads.getCurrentThreadAllocatedBytes() - allocated) / tokens,
                    bytes);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
