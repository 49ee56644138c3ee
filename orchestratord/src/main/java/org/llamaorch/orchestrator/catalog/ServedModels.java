package org.llamaorch.orchestrator.catalog;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.model.KnownModels;
import org.llamaorch.core.model.ModelRef;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the catalog, or a model's own file, says of the models that engines have loaded. Safe from
 * any thread.
 */
public final class ServedModels {

    private final Catalog catalog;
    private final LocalModels models;

    ServedModels(Catalog catalog, LocalModels models) {
        this.catalog = catalog;
        this.models = models;
    }

    /**
     * A model that is served.
     *
     * @param names that tasks may use for it: its entry's id and aliases; none without an entry
     * @param sizeBytes of its files; null when they are not here
     * @param facts what the header of its file says; null when that is not here or no GGUF
     */
    public record Known(List<String> names, @Nullable Long sizeBytes, @Nullable ModelFacts facts) {

        public Known {
            names = List.copyOf(names);
        }

        /** Adds {@code size_bytes} and {@code gguf}, where they are known. */
        public void write(ObjectNode into) {
            if (sizeBytes != null) {
                into.put("size_bytes", sizeBytes);
            }
            if (facts != null) {
                EntryJson.facts(facts, into);
            }
        }
    }

    /** Changes with every change of the catalog. */
    public long revision() {
        return catalog.revision();
    }

    /**
     * What is known of a model. Blocks for the disk when the catalog has no entry for it.
     *
     * @param source the model_ref that its pool is configured with; null for none
     * @param names what its engine calls it, and the pool's aliases
     * @param digest of what is loaded; null when that is not known
     */
    public Known of(@Nullable String source, List<String> names, @Nullable String digest) {
        Optional<ModelEntry> entry =
                new KnownModels(catalog.models())
                        .behind(source, names, digest == null ? List.of() : List.of(digest))
                        .flatMap(model ->
                                catalog.entries().stream()
                                        .filter(each -> each.id().equals(model.id()))
                                        .findFirst());
        LocalModel here =
                entry.filter(each -> each.facts() != null).isPresent()
                        ? LocalModel.ABSENT
                        : at(source);
        return new Known(
                entry.map(ModelEntry::names).orElse(List.of()),
                entry.map(ModelEntry::sizeBytes).orElseGet(here::sizeBytes),
                entry.map(ModelEntry::facts).orElseGet(here::facts));
    }

    private LocalModel at(@Nullable String source) {
        Optional<Path> file =
                source == null ? Optional.empty() : models.file(ModelRef.parse(source));
        return file.map(LocalModel::at).orElse(LocalModel.ABSENT);
    }
}
