package org.llamaorch.orchestrator.artifact;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.digest.Sha256;

/**
 * Takes a document as it is made: holds it while it is small, else writes it to a file. One thread;
 * blocks for the disk.
 */
final class DraftOutput extends OutputStream {

    private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** Names a file that is not there yet, in a folder that is. */
    interface FileName {
        Path next() throws IOException;
    }

    private static final int FIRST_BYTES = 4 << 10;
    private static final int WRITE_BYTES = 64 << 10;

    private final int heldMax;
    private final FileName name;
    private final MessageDigest digest = Sha256.begin();
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(FIRST_BYTES);
    private long writtenBytes;
    private @Nullable Path file;
    private @Nullable OutputStream out;

    /**
     * @param heldMax most bytes of a document that is not written to a file; 0 for every one is
     * @param name of the file, asked once it is needed
     */
    DraftOutput(int heldMax, FileName name) {
        this.heldMax = heldMax;
        this.name = name;
    }

    @Override
    public void write(int value) throws IOException {
        held.write(value);
        makeRoom();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        held.write(bytes, offset, length);
        makeRoom();
    }

    private void makeRoom() throws IOException {
        if (held.size() >= (out == null ? Math.max(heldMax, WRITE_BYTES) : WRITE_BYTES)) {
            writeOut();
        }
    }

    private void writeOut() throws IOException {
        OutputStream to = out;
        if (to == null) {
            Path young = name.next();
            Files.createFile(young, OWNERS_FILE);
            file = young;
            to = Files.newOutputStream(young, StandardOpenOption.WRITE);
            out = to;
        }
        byte[] bytes = held.toByteArray();
        held.reset();
        digest.update(bytes);
        to.write(bytes);
        writtenBytes += bytes.length;
    }

    /** The document as a whole; nothing may be written to it after that. */
    Draft finish() throws IOException {
        if (file == null && held.size() <= heldMax) {
            byte[] document = held.toByteArray();
            return new Draft.InMemory(HexFormat.of().formatHex(digest.digest(document)), document);
        }
        writeOut();
        close();
        Path written = file;
        if (written == null) {
            throw new IllegalStateException("a file was just written");
        }
        return new Draft.InFile(HexFormat.of().formatHex(digest.digest()), written, writtenBytes);
    }

    /** Removes what was written of a document that did not come to its end. */
    void abandon() throws IOException {
        close();
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }
}
