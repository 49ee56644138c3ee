package org.llamaorch.orchestrator.catalog;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.model.ModelRef;
import org.llamaorch.poolmanager.provision.model.ModelPlaces;

/** Where a model lies on this machine. */
@FunctionalInterface
public interface LocalModels {

    /** Models in a cache. */
    static LocalModels in(ModelPlaces places) {
        return new LocalModels() {
            @Override
            public Optional<Path> file(ModelRef ref) {
                return places.file(ref);
            }

            @Override
            public Optional<Path> lockFile(ModelRef ref) {
                return places.lockFile(ref);
            }
        };
    }

    /** Its first file, whether or not it is there; empty when nothing here can have it. */
    Optional<Path> file(ModelRef ref);

    /**
     * The file whose lock everybody holds who uses the model; empty when nobody asks for one. The
     * model's files are deleted only by who has that lock alone.
     */
    default Optional<Path> lockFile(ModelRef ref) {
        return Optional.empty();
    }

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
