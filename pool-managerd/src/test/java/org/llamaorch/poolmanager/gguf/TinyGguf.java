package org.llamaorch.poolmanager.gguf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes of a well-formed GGUF file with one tensor; confined to the test that makes it. */
public final class TinyGguf {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private TinyGguf() {}

    /** A whole file: an architecture, a name, a context length, heads, arrays, and 64 floats. */
    public static byte[] bytes() {
        TinyGguf file = new TinyGguf();
        file.raw("GGUF".getBytes(StandardCharsets.US_ASCII)).i32(3).i64(1).i64(10);
        file.text("general.architecture").i32(8).text("llama");
        file.text("general.name").i32(8).text("tiny");
        file.text("general.file_type").i32(4).i32(15);
        file.text("llama.context_length").i32(4).i32(512);
        file.text("llama.block_count").i32(4).i32(2);
        file.text("llama.embedding_length").i32(4).i32(64);
        file.text("llama.attention.head_count").i32(4).i32(4);
        file.text("llama.attention.head_count_kv").i32(4).i32(2);
        file.text("tokens").i32(9).i32(8).i64(2).text("a").text("bc");
        file.text("scores").i32(9).i32(6).i64(3).i32(0).i32(0).i32(0);
        file.text("w").i32(1).i64(64).i32(0).i64(0);
        while (file.out.size() % 32 != 0) {
            file.out.write(0);
        }
        return file.raw(new byte[256]).out.toByteArray();
    }

    /** The same, as a file. */
    public static Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }

    private TinyGguf text(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        return i64(encoded.length).raw(encoded);
    }

    private TinyGguf i32(int value) {
        return raw(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    private TinyGguf i64(long value) {
        return raw(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }

    private TinyGguf raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }
}
