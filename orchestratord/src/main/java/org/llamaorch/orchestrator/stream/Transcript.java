package org.llamaorch.orchestrator.stream;

import java.io.IOException;

/** Reads a stream's numbered frames one after the other (B-STR-030 to 033). */
final class Transcript {

    private Transcript() {}

    static void read(BlockChain blocks, int frames, FrameReader reader) throws IOException {
        byte[] bytes = new byte[1024];
        for (int ordinal = 0; ordinal < frames; ordinal++) {
            Block block = blocks.holding(ordinal);
            int index = ordinal - block.firstOrdinal();
            FrameKind kind = block.kind(index);
            int from = block.start(index) + TokenFrame.dataOffset(ordinal, kind);
            int length = block.end(index) - 2 - from;
            if (bytes.length < length) {
                bytes = new byte[Math.max(length, 2 * bytes.length)];
            }
            block.copy(from, bytes, 0, length);
            reader.frame(kind.eventName(), bytes, length);
        }
    }
}
