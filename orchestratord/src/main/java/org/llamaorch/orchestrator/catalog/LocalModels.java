package org.llamaorch.orchestrator.catalog;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.model.ModelRef;

/** Where a model lies on this machine. */
public interface LocalModels {

    /** Its first file, whether or not it is there; empty when nothing here can have it. */
    Optional<Path> file(ModelRef ref);

    /** The file that a local reference names, absolute; empty when it names none. */
    static Optional<Path> named(@Nullable ModelRef ref) {
        if (!(ref instanceof ModelRef.LocalFile(String path))) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(path).toAbsolutePath().normalize());
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }
}
