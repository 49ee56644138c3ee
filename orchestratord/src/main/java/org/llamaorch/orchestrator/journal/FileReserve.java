package org.llamaorch.orchestrator.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** A reserve that is a file really written, not sparse, and of bytes that do not compress. */
final class FileReserve implements Reserve {

    private static final String FILE = "journal.reserve";
    private static final int CHUNK_BYTES = 1 << 20;

    private final Path file;
    private final long bytes;

    FileReserve(Path folder, long bytes) {
        this.file = folder.resolve(FILE);
        this.bytes = bytes;
    }

    @Override
    public synchronized void release() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // Then there is no room, and the write that follows says so.
        }
    }

    @Override
    public synchronized boolean restore() {
        try {
            if (Files.exists(file) && Files.size(file) == bytes) {
                return true;
            }
            if (Files.getFileStore(file.getParent()).getUsableSpace() < bytes + bytes / 4) {
                return false;
            }
            fill();
            return true;
        } catch (IOException _) {
            release();
            return false;
        }
    }

    private void fill() throws IOException {
        byte[] noise = new byte[CHUNK_BYTES];
        new Random().nextBytes(noise);
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            long left = bytes;
            while (left > 0) {
                ByteBuffer chunk = ByteBuffer.wrap(noise, 0, (int) Math.min(left, noise.length));
                left -= channel.write(chunk);
            }
        }
    }
}
