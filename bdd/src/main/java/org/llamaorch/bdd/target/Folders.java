package org.llamaorch.bdd.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Folders of the suite's own, made and deleted with all that is in them. */
public final class Folders {

    private Folders() {}

    /** A new one among the machine's temporary files. */
    public static Path temporary(String prefix) {
        try {
            return Files.createTempDirectory(prefix);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** Deletes it, if it is there. */
    public static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
