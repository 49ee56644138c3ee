package org.llamaorch.poolmanager.handoff;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Predicate;
import org.llamaorch.poolmanager.handoff.Handoff.Claim;
import tools.jackson.core.JacksonException;

/**
 * The folder of handoff files, mode 0700: a file a replica, mode 0600, written under a temporary
 * name and renamed. Confined to one thread.
 */
final class HandoffFiles {

    /** How the names of files begin that are still being written. */
    private static final String TEMPORARY = "handoff";

    private final Path folder;

    HandoffFiles(Path folder) {
        this.folder = folder;
    }

    void write(Handoff handoff) throws IOException {
        makeFolder();
        Path temporary =
                Files.createTempFile(
                        folder,
                        TEMPORARY,
                        ".tmp",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.write(temporary, handoff.write());
        Files.move(temporary, folder.resolve(handoff.fileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    void remove(String poolId, String replicaId) throws IOException {
        Files.deleteIfExists(folder.resolve(Handoff.fileName(poolId, replicaId)));
    }

    /**
     * Removes the files of this owner whose claim is not to stay, and what a writer that died left
     * half done.
     */
    void sweep(String owner, Predicate<Claim> stays) throws IOException {
        makeFolder();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{json,tmp}")) {
            for (Path file : files) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        && isToGo(file, owner, stays)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static boolean isToGo(Path file, String owner, Predicate<Claim> stays)
            throws IOException {
        if (file.toString().endsWith(".tmp")) {
            return file.getFileName().toString().startsWith(TEMPORARY);
        }
        try {
            Claim claim = Claim.read(Files.readAllBytes(file));
            return claim.owner().equals(owner) && !stays.test(claim);
        } catch (JacksonException | NoSuchFileException notOursOrGone) {
            return false;
        }
    }

    private void makeFolder() throws IOException {
        if (Files.notExists(folder)) {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
    }
}
