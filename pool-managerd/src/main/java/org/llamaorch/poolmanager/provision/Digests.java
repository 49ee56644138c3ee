package org.llamaorch.poolmanager.provision;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** SHA-256 of files, streams and text, in lower-case hex. */
public final class Digests {

    private static final int CHUNK_BYTES = 1 << 18;

    private Digests() {}

    public static String sha256(String text) {
        return HexFormat.of().formatHex(fresh().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Reads the whole file; {@code progress} is told the bytes read so far. */
    public static String sha256(Path file, LongConsumer progress)
            throws IOException, InterruptedException {
        MessageDigest digest = fresh();
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

    /** A new SHA-256. */
    public static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java platform has SHA-256", absent);
        }
    }
}
