package org.llamaorch.orchestrator.artifact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The documents' files, named by the digest of their content. Every method blocks for the disk. */
final class DocumentFiles {

    private static final Logger LOG = LoggerFactory.getLogger(DocumentFiles.class);
    private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;
    private final AtomicLong temporary = new AtomicLong();

    DocumentFiles(Path folder) {
        this.folder = folder;
    }

    /** Lowercase hex SHA-256. */
    static String id(byte[] document) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(document));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Keeps the document, whole or not at all; one that is there already is left alone. */
    void write(String id, byte[] document) throws IOException {
        Path file = file(id);
        if (Files.exists(file)) {
            return;
        }
        Files.createDirectories(file.getParent(), OWNERS_FOLDER);
        Path young =
                file.resolveSibling(
                        id
                                + "."
                                + ProcessHandle.current().pid()
                                + "-"
                                + temporary.incrementAndGet()
                                + ".tmp");
        try {
            Files.createFile(young, OWNERS_FILE);
            try (FileChannel channel = FileChannel.open(young, StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(document);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
            }
            Files.move(young, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(young);
            throw e;
        }
    }

    /** The document; empty when it is not there or not what its name says. */
    Optional<byte[]> read(String id) throws IOException {
        byte[] document;
        try {
            document = Files.readAllBytes(file(id));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        if (!id(document).equals(id)) {
            LOG.error("The artifact {} is damaged on disk; it is not served.", id);
            return Optional.empty();
        }
        return Optional.of(document);
    }

    void delete(String id) throws IOException {
        Files.deleteIfExists(file(id));
    }

    private Path file(String id) {
        return folder.resolve(id.substring(0, 2)).resolve(id + ".json");
    }
}
