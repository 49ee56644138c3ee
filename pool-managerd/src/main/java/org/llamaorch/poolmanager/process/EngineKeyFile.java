package org.llamaorch.poolmanager.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The file by which an engine gets the key that it asks for, mode 0600 (contract §9, Spawn): so
 * that the key stands in no argument and no environment.
 */
public final class EngineKeyFile {

    private static final int KEY_BYTES = 32;

    private EngineKeyFile() {}

    /** Writes a new random key, in place of one that was there. */
    public static void renew(Path file) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Path temporary =
                Files.createTempFile(
                        file.getParent(),
                        "key",
                        ".tmp",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, HexFormat.of().formatHex(key) + "\n");
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The key in the file; empty when there is none that can be read. */
    public static Optional<String> read(Path file) {
        try {
            return Files.readString(file)
                    .lines()
                    .findFirst()
                    .map(String::strip)
                    .filter(key -> !key.isEmpty());
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
