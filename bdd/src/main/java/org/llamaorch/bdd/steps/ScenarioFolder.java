package org.llamaorch.bdd.steps;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one scenario, made at its first use: its daemon's state, its processes' logs.
 * Confined to the scenario's thread.
 */
public final class ScenarioFolder {

    private @Nullable Path path;
    private int logs;

    Path path() {
        if (path == null) {
            try {
                path = Files.createTempDirectory("llama-orch-bdd");
            } catch (IOException cause) {
                throw new UncheckedIOException(cause);
            }
        }
        return path;
    }

    /** The folder of the daemon's state, also before it is started. */
    Path home() {
        return path().resolve("home");
    }

    /** A file for what a process prints. */
    Path newLog() {
        return path().resolve("process-" + ++logs + ".log");
    }

    /** It, when anything was put there. */
    Optional<Path> ifMade() {
        return Optional.ofNullable(path);
    }

    /** Deletes it with all that is in it. */
    void delete() {
        if (path == null) {
            return;
        }
        try (var all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
