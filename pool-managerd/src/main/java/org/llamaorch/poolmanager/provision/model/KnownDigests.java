package org.llamaorch.poolmanager.provision.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.llamaorch.contracts.digest.Sha256;
import org.llamaorch.poolmanager.provision.Digests;
import org.llamaorch.poolmanager.provision.ProvisioningProgress;

/**
 * Digests of model files that are not ours, remembered in the cache by path, size and time of
 * change, so that a large file is read through once and not at every start.
 */
final class KnownDigests {

    private final Path folder;

    KnownDigests(Path cache) {
        this.folder = cache.resolve("digests");
    }

    /** The remembered {@code sha256:HEX} of a file that has not changed since. */
    Optional<String> remembered(Path file) {
        try {
            String[] words = Files.readString(note(file)).split("\n", -1);
            return words.length == 2 && words[1].equals(stamp(file))
                    ? Optional.of("sha256:" + words[0])
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** The digest, remembered or read now. */
    String of(Path file, ProvisioningProgress progress) throws IOException, InterruptedException {
        Optional<String> known = remembered(file);
        if (known.isPresent()) {
            return known.get();
        }
        String stamp = stamp(file);
        progress.phase("reading the digest of " + file.getFileName(), Files.size(file));
        String digest = Digests.sha256(file, progress::bytes);
        remember(file, digest, stamp);
        return "sha256:" + digest;
    }

    /** Remembers the digest, hex digits alone, of a file that was just read or written whole. */
    void remember(Path file, String digest) throws IOException {
        remember(file, digest, stamp(file));
    }

    private void remember(Path file, String digest, String stamp) {
        try {
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, "digest", ".tmp");
            Files.writeString(temporary, digest + "\n" + stamp);
            Files.move(temporary, note(file), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException _) {
            // Not remembered: the next start reads the file again.
        }
    }

    private Path note(Path file) throws IOException {
        return folder.resolve(Sha256.hexOf(file.toRealPath().toString()).substring(0, 32));
    }

    private static String stamp(Path file) throws IOException {
        return Files.size(file) + " " + Files.getLastModifiedTime(file).toInstant();
    }
}
