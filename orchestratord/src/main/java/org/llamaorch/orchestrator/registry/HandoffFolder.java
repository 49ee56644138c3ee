package org.llamaorch.orchestrator.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of handoff files: made when it is not there, and believed only while nobody else may
 * write in it. Immutable.
 */
final class HandoffFolder {

    private static final String OWNER = "unix:uid";

    private final Path folder;

    HandoffFolder(Path folder) {
        this.folder = folder;
    }

    /** Why its files are not believed, as a sentence; empty when they are. */
    Optional<String> distrusted() throws IOException {
        if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        Path real = folder.toRealPath();
        if (!Files.isDirectory(real)) {
            return Optional.of("The handoff folder " + folder + " is no folder.");
        }
        int owner = (int) Files.getAttribute(real, OWNER);
        int ourselves = (int) Files.getAttribute(Path.of("/proc/self"), OWNER);
        if (owner != ourselves && owner != 0) {
            return Optional.of(
                    "The handoff folder "
                            + folder
                            + " belongs to another user: its files are not"
                            + " believed.");
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(real);
        if (mode.contains(PosixFilePermission.GROUP_WRITE)
                || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
            return Optional.of(
                    "Others may write in the handoff folder "
                            + folder
                            + ": its files are not believed; chmod go-w mends it.");
        }
        return Optional.empty();
    }

    /** The files in it, by name, at most so many. */
    List<Path> files(int most) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .limit(most)
                    .toList();
        }
    }
}
