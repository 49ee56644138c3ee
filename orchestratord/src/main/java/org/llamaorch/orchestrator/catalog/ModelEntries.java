package org.llamaorch.orchestrator.catalog;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the catalog, by id and by the names that each has for itself, on disk before they
 * are known here. Guarded by its owner's lock; changes block for the disk.
 */
final class ModelEntries {

    private final EntryFiles files;
    private final Map<String, ModelEntry> byId = new LinkedHashMap<>();
    private final Map<String, String> idByName = new HashMap<>();

    private ModelEntries(EntryFiles files) {
        this.files = files;
    }

    /** Those that were kept. */
    static ModelEntries read(EntryFiles files) throws IOException {
        ModelEntries entries = new ModelEntries(files);
        for (ModelEntry entry : files.read()) {
            entries.put(entry);
        }
        return entries;
    }

    /** The entry with this id; null when there is none. */
    @Nullable ModelEntry get(String id) {
        return byId.get(id);
    }

    /** All, oldest first; a view. */
    Collection<ModelEntry> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    int size() {
        return byId.size();
    }

    /** The first name of the entry that another one has. */
    Optional<CatalogAnswer.NameTaken> taken(ModelEntry entry) {
        for (String name : entry.names()) {
            String holder = idByName.get(name);
            if (holder != null && !holder.equals(entry.id())) {
                return Optional.of(new CatalogAnswer.NameTaken(name, holder));
            }
        }
        return Optional.empty();
    }

    /** Adds the entry, or puts it in the place of the one with its id. */
    void keep(ModelEntry entry) throws IOException {
        files.write(entry);
        idByName.values().removeIf(entry.id()::equals);
        put(entry);
    }

    /** Without effect where there is none. */
    void delete(String id) throws IOException {
        files.delete(id);
        byId.remove(id);
        idByName.values().removeIf(id::equals);
    }

    private void put(ModelEntry entry) {
        byId.put(entry.id(), entry);
        entry.names().forEach(name -> idByName.putIfAbsent(name, entry.id()));
    }
}
