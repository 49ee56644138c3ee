package org.llamaorch.core.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What admission needs to know of a catalog entry. What may be said against it are sentences for
 * the caller; null where nothing is.
 *
 * @param id the entry's own name
 * @param aliases other names of it
 * @param digest {@code algo:hex} of its content; null when the entry names none
 * @param source the model_ref it comes from; null when the entry names none
 * @param retired whether it takes no new tasks
 * @param failed why its last verification failed
 * @param refused why its own trust policy keeps it from everybody
 * @param untrusted why it is not for those who ask for trusted models only
 */
public record CatalogModel(
        String id,
        List<String> aliases,
        @Nullable String digest,
        @Nullable String source,
        boolean retired,
        @Nullable String failed,
        @Nullable String refused,
        @Nullable String untrusted) {

    public CatalogModel {
        aliases = List.copyOf(aliases);
    }
}
