package org.llamaorch.orchestrator.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.registry.HandoffFile.Broken;

/**
 * The key of an engine that is handed over: in a file of its own, which the handoff file names by
 * {@code api_key_file}. It is believed only when it is a plain file that nobody but its owner, who
 * must be us or root, can read: what stands in it is sent to the engine.
 */
final class HandoffKey {

    private static final int BYTES_MAX = 4096;
    private static final String OWNER = "unix:uid";
    private static final Set<PosixFilePermission> OTHERS =
            PosixFilePermissions.fromString("---rwxrwx");

    private HandoffKey() {}

    /** The key that a handoff file with this text names; null when it names none. */
    static @Nullable String named(String text) throws IOException, Broken {
        String name = HandoffFile.text(HandoffFile.json(text), "api_key_file", "");
        return name.isEmpty() ? null : key(Path.of(name));
    }

    private static String key(Path file) throws IOException, Broken {
        if (!file.isAbsolute() || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new Broken("its api_key_file names no plain file by an absolute path");
        }
        int owner = (int) Files.getAttribute(file, OWNER, LinkOption.NOFOLLOW_LINKS);
        int ourselves = (int) Files.getAttribute(Path.of("/proc/self"), OWNER);
        if (owner != ourselves && owner != 0) {
            throw new Broken("its api_key_file belongs to another user");
        }
        if (Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS).stream()
                .anyMatch(OTHERS::contains)) {
            throw new Broken("others may read its api_key_file; chmod 600 mends it");
        }
        try (InputStream in =
                Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            String key =
                    new String(in.readNBytes(BYTES_MAX), StandardCharsets.US_ASCII)
                            .lines()
                            .findFirst()
                            .orElse("")
                            .strip();
            if (key.isEmpty() || !key.chars().allMatch(c -> c > ' ' && c < 127)) {
                throw new Broken("its api_key_file holds no key");
            }
            return key;
        }
    }
}
