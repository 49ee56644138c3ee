package org.llamaorch.orchestrator.http.json;

import java.io.IOException;
import java.io.OutputStream;

/** Gathers single bytes into blocks, without a lock. Confined to the thread that writes. */
final class BufferedUtf8 extends OutputStream {
    private final OutputStream out;
    private final byte[] block = new byte[4096];
    private int used;

    BufferedUtf8(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
        if (used == block.length) {
            out.write(block, 0, used);
            used = 0;
        }
        block[used++] = (byte) value;
    }

    @Override
    public void flush() throws IOException {
        out.write(block, 0, used);
        used = 0;
        out.flush();
    }
}
