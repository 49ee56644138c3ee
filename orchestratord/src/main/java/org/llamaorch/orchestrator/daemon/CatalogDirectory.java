package org.llamaorch.orchestrator.daemon;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.model.CatalogModel;
import org.llamaorch.core.model.KnownModels;
import org.llamaorch.orchestrator.catalog.Catalog;
import org.llamaorch.poolmanager.provision.model.ModelDirectory;

/**
 * Lets pools name models as the catalog does, and holds what they load to the catalog's digest
 * (ORCH-3097). Safe from any thread.
 */
final class CatalogDirectory implements ModelDirectory {

    private static final String SHA256 = "sha256:";

    private final Catalog catalog;

    CatalogDirectory(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Optional<Known> find(String name) {
        return new KnownModels(catalog.models()).named(name).flatMap(CatalogDirectory::known);
    }

    private static Optional<Known> known(CatalogModel model) {
        String source = model.source();
        return source == null
                ? Optional.empty()
                : Optional.of(new Known(source, sha256(model.digest())));
    }

    private static @Nullable String sha256(@Nullable String digest) {
        return digest != null && digest.startsWith(SHA256)
                ? digest.substring(SHA256.length())
                : null;
    }
}
