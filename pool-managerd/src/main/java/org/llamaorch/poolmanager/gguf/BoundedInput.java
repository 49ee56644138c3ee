package org.llamaorch.poolmanager.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * Little-endian values read in order from the head of a file; what reaches past the file's end or
 * past the bound of a header is a {@link GgufException}. Used by one thread.
 */
final class BoundedInput {

    private static final int CHUNK_BYTES = 1 << 16;

    private final FileChannel channel;
    private final String file;
    private final long sizeBytes;
    private final long limitBytes;
    private final ByteBuffer chunk =
            ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private long chunkEnd;

    /** Reads from the start of {@code channel}, at most {@code limitBytes} of it. */
    BoundedInput(FileChannel channel, String file, long limitBytes) throws IOException {
        this.channel = channel;
        this.file = file;
        this.sizeBytes = channel.size();
        this.limitBytes = limitBytes;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    long position() {
        return chunkEnd - chunk.remaining();
    }

    int u8() throws IOException {
        return need(1).get() & 0xff;
    }

    int u16() throws IOException {
        return need(2).getShort() & 0xffff;
    }

    int i32() throws IOException {
        return need(4).getInt();
    }

    long u32() throws IOException {
        return need(4).getInt() & 0xffffffffL;
    }

    /** A count or an offset: 64 bits, where the upper half of the range makes no sense. */
    long count() throws IOException {
        long value = need(8).getLong();
        if (value < 0) {
            throw corrupt("a length in its header is impossible");
        }
        return value;
    }

    long i64() throws IOException {
        return need(8).getLong();
    }

    String text(int maxBytes) throws IOException {
        long length = count();
        if (length > maxBytes) {
            throw corrupt("a name in its header is " + length + " bytes long");
        }
        byte[] bytes = new byte[(int) length];
        int done = 0;
        while (done < bytes.length) {
            int step = Math.min(bytes.length - done, CHUNK_BYTES);
            need(step).get(bytes, done, step);
            done += step;
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    void skip(long bytes) throws IOException {
        if (bytes < 0 || bytes > sizeBytes - position()) {
            throw truncated();
        }
        if (bytes <= chunk.remaining()) {
            chunk.position(chunk.position() + (int) bytes);
            return;
        }
        chunkEnd = position() + bytes;
        chunk.limit(0);
        checkBound(chunkEnd);
    }

    GgufException corrupt(String why) {
        return new GgufException(file + " is a corrupt GGUF file: " + why + ".");
    }

    GgufException truncated() {
        return new GgufException(
                file
                        + " is truncated: its header says more than its "
                        + sizeBytes
                        + " bytes hold.");
    }

    private ByteBuffer need(int bytes) throws IOException {
        if (chunk.remaining() < bytes) {
            checkBound(position() + bytes);
            if (position() + bytes > sizeBytes) {
                throw truncated();
            }
            chunk.compact();
            while (chunk.hasRemaining()) {
                int read = channel.read(chunk, chunkEnd);
                if (read <= 0) {
                    break;
                }
                chunkEnd += read;
            }
            chunk.flip();
            if (chunk.remaining() < bytes) {
                throw truncated();
            }
        }
        return chunk;
    }

    private void checkBound(long end) throws GgufException {
        if (end > limitBytes) {
            throw corrupt("its header is longer than " + limitBytes + " bytes");
        }
    }
}
