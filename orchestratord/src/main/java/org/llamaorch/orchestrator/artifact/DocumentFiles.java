package org.llamaorch.orchestrator.artifact;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
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

    private static final int BUFFER_BYTES = 64 << 10;

    private final Path folder;
    private final AtomicLong temporary = new AtomicLong();

    DocumentFiles(Path folder) {
        this.folder = folder;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * A document that is on disk under a name of its own, and under none of the store yet.
     *
     * @param id lowercase hex SHA-256 of its content
     */
    record Young(Path file, String id, long sizeBytes) {}

    /** Removes what an earlier life was writing when it ended. */
    void sweep() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> abandoned = Files.newDirectoryStream(folder, "*.tmp")) {
            for (Path file : abandoned) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Writes a document out as it is made, so that it need not be held in memory. */
    Young write(DocumentWriter writer) throws IOException {
        Files.createDirectories(folder, OWNERS_FOLDER);
        Path young =
                folder.resolve(
                        ProcessHandle.current().pid() + "-" + temporary.incrementAndGet() + ".tmp");
        Files.createFile(young, OWNERS_FILE);
        MessageDigest digest = sha256();
        try (OutputStream out =
                new BufferedOutputStream(
                        new DigestOutputStream(Files.newOutputStream(young), digest),
                        BUFFER_BYTES)) {
            writer.write(out);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(young);
            throw e;
        }
        return new Young(young, HexFormat.of().formatHex(digest.digest()), Files.size(young));
    }

    /** Keeps a document under its id; one that is there already is left alone. */
    void keep(Young young) throws IOException {
        Path file = file(young.id());
        if (Files.exists(file)) {
            Files.delete(young.file());
            return;
        }
        Files.createDirectories(file.getParent(), OWNERS_FOLDER);
        Files.move(young.file(), file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The document; empty when it is not there or not what its name says. */
    Optional<byte[]> read(String id) throws IOException {
        byte[] document;
        try {
            document = Files.readAllBytes(file(id));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        if (!HexFormat.of().formatHex(sha256().digest(document)).equals(id)) {
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
