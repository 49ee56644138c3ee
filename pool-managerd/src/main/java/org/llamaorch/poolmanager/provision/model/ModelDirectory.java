package org.llamaorch.poolmanager.provision.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What names of models stand for, as a catalog knows it. Safe from any thread. */
@FunctionalInterface
public interface ModelDirectory {

    /** Knows nothing. */
    ModelDirectory NONE = _ -> Optional.empty();

    /** What a name, or {@code sha256:HEX}, stands for. */
    Optional<Known> find(String name);

    /**
     * A known model.
     *
     * @param source the model_ref it comes from
     * @param sha256 hex digits its file must have; null when they are not known
     */
    record Known(String source, @Nullable String sha256) {}
}
