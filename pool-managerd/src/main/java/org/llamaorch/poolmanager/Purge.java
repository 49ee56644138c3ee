package org.llamaorch.poolmanager;

import java.util.List;

/**
 * What to delete of what a pool has in the cache.
 *
 * @param engine whether its engine's package goes
 * @param models model_refs whose files go
 * @param drainFirst whether running work may end before the pool's engines do
 * @param downloadsToo whether what was fetched for them goes, too
 * @param force whether running work is ended at once
 */
public record Purge(
        boolean engine,
        List<String> models,
        boolean drainFirst,
        boolean downloadsToo,
        boolean force) {

    public Purge {
        models = List.copyOf(models);
    }

    /**
     * What came of it.
     *
     * @param deleted what is gone: model_refs, or {@code engine}
     */
    public record Result(List<String> deleted, List<Kept> kept, long bytesFreed) {
        public Result {
            deleted = List.copyOf(deleted);
            kept = List.copyOf(kept);
        }
    }

    /** Something that stays, and why. */
    public record Kept(String what, String why) {}
}
