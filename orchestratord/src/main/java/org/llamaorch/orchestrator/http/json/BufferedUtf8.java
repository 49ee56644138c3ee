package org.llamaorch.orchestrator.http.json;

import java.io.IOException;
import java.io.OutputStream;

/** Gathers small writes into blocks, without a lock. Confined to the thread that writes. */
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
            drain();
        }
        block[used++] = (byte) value;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > block.length - used) {
            drain();
        }
        if (length > block.length) {
            out.write(bytes, offset, length);
        } else {
            System.arraycopy(bytes, offset, block, used, length);
            used += length;
        }
    }

    @Override
    public void flush() throws IOException {
        drain();
        out.flush();
    }

    private void drain() throws IOException {
        out.write(block, 0, used);
        used = 0;
    }
}
