package org.llamaorch.poolmanager.provision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something in the cache that can be deleted: a folder or a file, and the lock that its users
 * share. Immutable; deleting blocks.
 *
 * @param root of the cache; nothing outside is touched
 */
public record CacheEntry(Path root, Path path, Path lockFile) {

    /** The part of a model's folder that only saves fetching again. */
    private static final String DOWNLOADS = ".download";

    private static final Duration PATIENCE = Duration.ZERO;

    /** What came of a deletion. */
    public sealed interface Deletion {
        /** It is gone; so many bytes are free again. */
        record Deleted(long bytes) implements Deletion {}

        /** It stays; {@code why} is a sentence. */
        record Kept(String why) implements Deletion {}
    }

    /**
     * Deletes it, unless somebody uses it or it does not lie in the cache.
     *
     * @param downloadsToo whether what was fetched for it goes, too
     */
    public Deletion delete(boolean downloadsToo) throws InterruptedException {
        try {
            Optional<String> outside = outside();
            if (outside.isPresent()) {
                return new Deletion.Kept(outside.get());
            }
            try (CacheLock _ = CacheLock.exclusive(lockFile, PATIENCE, () -> {})) {
                long before = Folders.sizeBytes(path);
                for (Path part : parts(downloadsToo)) {
                    Folders.delete(part);
                }
                long after = Files.exists(path) ? Folders.sizeBytes(path) : 0;
                return new Deletion.Deleted(before - after);
            }
        } catch (ProvisioningFailed busy) {
            return new Deletion.Kept("Something uses it.");
        } catch (IOException problem) {
            return new Deletion.Kept("It cannot be deleted: " + problem + ".");
        }
    }

    private Optional<String> outside() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of("It is not there.");
        }
        boolean inside =
                path.normalize().startsWith(root.normalize())
                        && !Files.isSymbolicLink(path)
                        && path.toRealPath().startsWith(root.toRealPath());
        return inside ? Optional.empty() : Optional.of("It does not lie in the cache.");
    }

    private List<Path> parts(boolean downloadsToo) throws IOException {
        if (downloadsToo || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return List.of(path);
        }
        try (Stream<Path> all = Files.list(path)) {
            List<Path> parts = new ArrayList<>(all.toList());
            boolean keeps = parts.removeIf(part -> part.getFileName().toString().equals(DOWNLOADS));
            return keeps ? parts : List.of(path);
        }
    }
}
