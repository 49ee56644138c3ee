package org.llamaorch.orchestrator.artifact;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Documents in files of their own, named by the digest of their content. Every method blocks for
 * the disk.
 */
final class DocumentFiles {

    private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path folder;
    private final AtomicLong temporary = new AtomicLong();

    DocumentFiles(Path folder) {
        this.folder = folder;
    }

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

    /**
     * Takes a document as it is made.
     *
     * @param heldMax most bytes of one that is not written to a file yet
     */
    Draft draft(DocumentWriter writer, int heldMax) throws IOException {
        DraftOutput out = new DraftOutput(heldMax, this::temporary);
        try {
            writer.write(out);
            return out.finish();
        } catch (IOException | RuntimeException e) {
            out.abandon();
            throw e;
        }
    }

    private Path temporary() throws IOException {
        Files.createDirectories(folder, OWNERS_FOLDER);
        return folder.resolve(
                ProcessHandle.current().pid() + "-" + temporary.incrementAndGet() + ".tmp");
    }

    /** Keeps a document under its id; one that is there already is replaced by the same. */
    void keep(Draft.InFile draft) throws IOException {
        Path file = file(draft.id());
        Files.createDirectories(file.getParent(), OWNERS_FOLDER);
        Files.move(draft.file(), file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes a draft that is not needed. */
    void drop(Draft.InFile draft) throws IOException {
        Files.delete(draft.file());
    }

    byte[] read(String id) throws IOException {
        return Files.readAllBytes(file(id));
    }

    void delete(String id) throws IOException {
        Files.deleteIfExists(file(id));
    }

    private Path file(String id) {
        return folder.resolve(id.substring(0, 2)).resolve(id + ".json");
    }
}
