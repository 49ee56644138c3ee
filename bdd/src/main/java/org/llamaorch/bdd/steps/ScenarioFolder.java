package org.llamaorch.bdd.steps;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.target.Folders;

/**
 * The folder of one scenario, made at its first use: its daemon's state, its processes' logs.
 * Confined to the scenario's thread.
 */
public final class ScenarioFolder {

    private @Nullable Path path;
    private int logs;

    Path path() {
        if (path == null) {
            path = Folders.temporary("llama-orch-bdd");
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
        ifMade().ifPresent(Folders::delete);
    }
}
