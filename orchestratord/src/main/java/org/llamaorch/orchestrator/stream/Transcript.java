package org.llamaorch.orchestrator.stream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The transcript document of a stream's numbered frames (contract §3). */
final class Transcript {

    private Transcript() {}

    static byte[] of(BlockChain blocks, int frames) {
        ByteArrayOutputStream document = new ByteArrayOutputStream(4096);
        document.writeBytes(ascii("{\"events\":["));
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
            document.writeBytes(
                    ascii(
                            (ordinal == 0 ? "" : ",")
                                    + "{\"type\":\""
                                    + kind.eventName()
                                    + "\",\"data\":"));
            document.write(bytes, 0, length);
            document.write('}');
        }
        document.writeBytes(ascii("]}"));
        return document.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
