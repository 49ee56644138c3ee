package org.llamaorch.poolmanager.provision;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import org.llamaorch.contracts.digest.Sha256;

/** SHA-256 of files and streams, in lower-case hex. */
public final class Digests {

    private static final int CHUNK_BYTES = 1 << 18;

    private Digests() {}

    /** Reads the whole file; {@code progress} is told the bytes read so far. */
    public static String sha256(Path file, LongConsumer progress)
            throws IOException, InterruptedException {
        MessageDigest digest = Sha256.begin();
        try (InputStream in = Files.newInputStream(file)) {
            copy(in, OutputStream.nullOutputStream(), digest, 0, progress);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Copies {@code in} to {@code out} through {@code digest}; stops when the thread is
     * interrupted.
     *
     * @param before bytes that were done earlier, added to what {@code progress} is told
     * @return {@code before} plus the bytes copied
     */
    public static long copy(
            InputStream in,
            OutputStream out,
            MessageDigest digest,
            long before,
            LongConsumer progress)
            throws IOException, InterruptedException {
        byte[] chunk = new byte[CHUNK_BYTES];
        long done = before;
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            digest.update(chunk, 0, read);
            out.write(chunk, 0, read);
            done += read;
            progress.accept(done);
        }
        return done;
    }
}
