package org.llamaorch.orchestrator.catalog;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The smallest GGUF file that says something of itself. */
final class TinyHeader {

    private static final int UINT32 = 4;
    private static final int STRING = 8;
    private static final int Q4_K_M = 15;

    private TinyHeader() {}

    static byte[] bytes() {
        ByteBuffer file = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x46554747).putInt(3).putLong(0).putLong(3);
        text(file, "general.architecture");
        file.putInt(STRING);
        text(file, "llama");
        text(file, "llama.context_length");
        file.putInt(UINT32).putInt(4096);
        text(file, "general.file_type");
        file.putInt(UINT32).putInt(Q4_K_M);
        return file.array();
    }

    private static void text(ByteBuffer file, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        file.putLong(utf8.length).put(utf8);
    }
}
