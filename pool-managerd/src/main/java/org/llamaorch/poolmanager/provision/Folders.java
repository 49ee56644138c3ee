package org.llamaorch.poolmanager.provision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Folders of the cache: their size, the space around them, their removal. */
public final class Folders {

    private Folders() {}

    /** Bytes of all files under {@code folder}; files that vanish meanwhile count as nothing. */
    public static long sizeBytes(Path folder) {
        long[] sum = {0};
        try {
            Files.walkFileTree(
                    folder,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
                            sum[0] += is.size();
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException gone) {
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(
                                Path visited, @Nullable IOException gone) {
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException _) {
            return sum[0];
        }
        return sum[0];
    }

    /** Deletes {@code folder} with all that is in it, following no link; absent is fine. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException problem) {
            throw problem.getCause();
        }
        for (Path each : deepestFirst) {
            Files.deleteIfExists(each);
        }
    }

    /**
     * Refuses when the disk under {@code folder} has less than {@code neededBytes} free.
     *
     * @param purpose what the space is for, as in "to install the engine"
     */
    public static void needSpace(Path folder, long neededBytes, String purpose)
            throws ProvisioningFailed {
        try {
            Files.createDirectories(folder);
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < neededBytes) {
                throw new ProvisioningFailed(
                        ProvisioningFailed.Kind.NO_DISK,
                        "There is too little disk space "
                                + purpose
                                + ": "
                                + megabytes(neededBytes)
                                + " MB are needed in "
                                + folder
                                + " and "
                                + megabytes(free)
                                + " MB are free; free some or point LLAMA_ORCH_CACHE elsewhere.");
            }
        } catch (IOException problem) {
            throw new ProvisioningFailed(
                    ProvisioningFailed.Kind.NO_DISK,
                    "Cannot write to the cache folder "
                            + folder
                            + " ("
                            + problem
                            + "); point LLAMA_ORCH_CACHE to one that is writable.");
        }
    }

    static long megabytes(long bytes) {
        return Math.ceilDiv(bytes, 1_000_000L);
    }
}
