package org.llamaorch.orchestrator.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.FinishReason;
import org.llamaorch.contracts.Outcome;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.engines.TokenSink;

/** What the tests of this package share: small settings, tokens, terminals, a storage watch. */
final class Streams {

    static final ListenerCounts NOBODY_COUNTS = (_, _) -> {};
    private static final ByteBufAllocator HEAP = UnpooledByteBufAllocator.DEFAULT;

    private Streams() {}

    /** Segments of 64 KiB, blocks of 1 to 8 KiB, times of milliseconds. */
    static StreamSettings small(boolean durable) {
        return new StreamSettings(
                durable, 64 << 10, 1 << 20, 16 << 10, 1 << 10, 8 << 10, 64 << 10, 1_000, 60, 600,
                40, 80, 100, 200, 16 << 10, 5);
    }

    static TaskStreams open(Path folder, StorageWatch watch) throws IOException {
        return TaskStreams.open(
                folder, small(true), watch, NOBODY_COUNTS, System::currentTimeMillis);
    }

    static TaskStreams inMemory() throws IOException {
        return TaskStreams.open(
                Path.of("unused"), small(false), new Watch(), NOBODY_COUNTS, new AtomicLong()::get);
    }

    static boolean token(TokenSink sink, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return flushed(sink, sink.token(bytes, 0, bytes.length, 0, 0));
    }

    static boolean token(TokenSink sink, String text, String delta) {
        byte[] bytes = (text + delta).getBytes(StandardCharsets.UTF_8);
        int textBytes = text.getBytes(StandardCharsets.UTF_8).length;
        return flushed(sink, sink.token(bytes, 0, textBytes, textBytes, bytes.length - textBytes));
    }

    private static boolean flushed(TokenSink sink, boolean taken) {
        sink.flush();
        return taken;
    }

    static Terminal.End end(TokenSink sink) {
        return new Terminal.End(
                sink.tokens(), 12, 3, 1, FinishReason.STOP, null, "b1", sink.digest(), null);
    }

    static Terminal.Failure failure(ErrorCode code) {
        return new Terminal.Failure(
                code == ErrorCode.CANCELED ? Outcome.CANCELED : Outcome.FAILED,
                code,
                "the message",
                null,
                "default",
                code.retriable(),
                null,
                null);
    }

    /** All frames from {@code from} on, as they would go on the wire. */
    static String frames(TaskStream stream, int from) {
        StringBuilder all = new StringBuilder();
        FrameCursor cursor = new FrameCursor(stream.log(), from, new byte[4096]);
        int limit = stream.frames();
        while (cursor.next() < limit) {
            ByteBuf bytes = cursor.take(limit, HEAP);
            all.append(bytes.toString(StandardCharsets.UTF_8));
            bytes.release();
        }
        return all.toString();
    }

    /** Counts what it is told. */
    static final class Watch implements StorageWatch {

        final AtomicInteger full = new AtomicInteger();
        final AtomicInteger available = new AtomicInteger();
        final AtomicInteger lost = new AtomicInteger();

        @Override
        public void full(IOException cause) {
            full.incrementAndGet();
        }

        @Override
        public void available() {
            available.incrementAndGet();
        }

        @Override
        public void lost(IOException cause) {
            lost.incrementAndGet();
        }
    }
}
