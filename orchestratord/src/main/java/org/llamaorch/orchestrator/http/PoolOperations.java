package org.llamaorch.orchestrator.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.llamaorch.poolmanager.ReloadMode;

/** Long changes of pools. Safe from any thread; nothing here blocks. */
public interface PoolOperations {

    /** A call that has begun; {@code end} completes, never exceptionally, when it is over. */
    record Started(OperationView now, CompletionStage<OperationView> end) {}

    /**
     * What to delete.
     *
     * @param engine whether the engine's package is deleted
     * @param models model_refs whose files are deleted
     * @param drainFirst whether the pool's running work may end before its engines do
     * @param cacheFolders whether left-overs of downloads and installations are deleted, too
     * @param force whether running work is ended at once
     */
    record Purge(
            boolean engine,
            List<String> models,
            boolean drainFirst,
            boolean cacheFolders,
            boolean force) {

        public Purge {
            models = List.copyOf(models);
        }
    }

    /** Puts another model in the place of the one that the pool serves. */
    Started reload(String poolId, String modelRef, ReloadMode mode);

    /** Deletes what the pool has in the cache. */
    Started purge(String poolId, Purge what);

    /** An operation of this or, as long as it is kept, an earlier life. */
    Optional<OperationView> find(String operationId);
}
