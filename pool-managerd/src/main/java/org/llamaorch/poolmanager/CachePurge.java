package org.llamaorch.poolmanager;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.llamaorch.core.model.ModelRef;
import org.llamaorch.poolmanager.provision.CacheEntry;
import org.llamaorch.poolmanager.provision.model.ModelPlaces;

/**
 * Deletes models and engines from the cache: only inside it, and nothing that somebody uses
 * (B-CP-041). Confined to one thread; blocks.
 */
final class CachePurge {

    private final Path cache;
    private final PoolSources sources;
    private final Collection<String> modelsInUse;
    private final boolean downloadsToo;
    private final List<String> deleted = new ArrayList<>();
    private final List<Purge.Kept> kept = new ArrayList<>();
    private long bytesFreed;

    /**
     * @param modelsInUse what pools of this daemon serve: a file of somebody else has no lock
     */
    CachePurge(
            Path cache, PoolSources sources, Collection<String> modelsInUse, boolean downloadsToo) {
        this.cache = cache.toAbsolutePath().normalize();
        this.sources = sources;
        this.modelsInUse = modelsInUse;
        this.downloadsToo = downloadsToo;
    }

    Purge.Result run(Purge purge) throws InterruptedException {
        for (String model : purge.models()) {
            if (modelsInUse.contains(model)) {
                keep(model, "A pool serves it.");
            } else {
                Optional<CacheEntry> entry = entry(model);
                if (entry.isEmpty()) {
                    keep(model, "It is not one that is fetched into the cache.");
                } else {
                    delete(model, entry.get());
                }
            }
        }
        if (purge.engine()) {
            delete("engine", sources.engine().entry());
        }
        return new Purge.Result(deleted, kept, bytesFreed);
    }

    private Optional<CacheEntry> entry(String ref) {
        ModelRef parsed = ModelRef.parse(ref);
        return ModelPlaces.of(cache)
                .file(parsed)
                .map(file ->
                        parsed instanceof ModelRef.Demo
                                ? file.resolveSibling(".").normalize()
                                : file)
                .map(own ->
                        new CacheEntry(
                                cache, own, own.resolveSibling(own.getFileName() + ".lock")));
    }

    private void delete(String what, CacheEntry entry) throws InterruptedException {
        switch (entry.delete(downloadsToo)) {
            case CacheEntry.Deletion.Deleted(long bytes) -> {
                deleted.add(what);
                bytesFreed += bytes;
            }
            case CacheEntry.Deletion.Kept(String why) -> keep(what, why);
        }
    }

    private void keep(String what, String why) {
        kept.add(new Purge.Kept(what, why));
    }
}
