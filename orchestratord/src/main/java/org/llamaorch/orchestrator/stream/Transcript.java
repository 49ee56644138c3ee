package org.llamaorch.orchestrator.stream;

import java.io.IOException;

/** Reads a stream's numbered frames one after the other (B-STR-030 to 033). */
final class Transcript {

    /** Most frames are shorter; the buffer doubles for a longer one. */
    private static final int FIRST_BUFFER_BYTES = 1024;

    private Transcript() {}

    /** The data of one frame, as compact JSON. */
    static byte[] data(BlockChain blocks, int ordinal) {
        Block block = blocks.holding(ordinal);
        int index = ordinal - block.firstOrdinal();
        int from = dataStart(block, index);
        byte[] data = new byte[dataEnd(block, index) - from];
        block.copy(from, data, 0, data.length);
        return data;
    }

    private static int dataStart(Block block, int index) {
        int ordinal = block.firstOrdinal() + index;
        return block.start(index) + TokenFrame.dataOffset(ordinal, block.kind(index));
    }

    /** Before the blank line. */
    private static int dataEnd(Block block, int index) {
        return block.end(index) - "\n\n".length();
    }

    /** Hands {@code reader} the first {@code frames} frames. */
    static void read(BlockChain blocks, int frames, FrameReader reader) throws IOException {
        byte[] bytes = new byte[FIRST_BUFFER_BYTES];
        for (int ordinal = 0; ordinal < frames; ordinal++) {
            Block block = blocks.holding(ordinal);
            int index = ordinal - block.firstOrdinal();
            int from = dataStart(block, index);
            int length = dataEnd(block, index) - from;
            if (bytes.length < length) {
                bytes = new byte[Math.max(length, 2 * bytes.length)];
            }
            block.copy(from, bytes, 0, length);
            reader.frame(block.kind(index).eventName(), bytes, length);
        }
    }
}
