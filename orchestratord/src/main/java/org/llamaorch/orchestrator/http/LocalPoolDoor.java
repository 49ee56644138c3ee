package org.llamaorch.orchestrator.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.llamaorch.poolmanager.Purge;
import org.llamaorch.poolmanager.ReloadMode;
import org.llamaorch.poolmanager.ReloadResult;
import org.llamaorch.poolmanager.local.LocalPool;

/**
 * The pools that a pool-managerd of its own runs. Safe from any thread; nothing here blocks. What
 * is empty has no pool of that name.
 */
public interface LocalPoolDoor {

    List<LocalPool> pools();

    Optional<LocalPool> pool(String poolId);

    /** Has the engines run; gives the pool as it is then. */
    Optional<LocalPool> preload(String poolId);

    /**
     * Begins a drain; gives the pool as it is then.
     *
     * @param deadlineMs when running work is cut off; empty for as long as the settings allow
     */
    Optional<LocalPool> drain(String poolId, Optional<Long> deadlineMs);

    /** Another model was put, or not, in the place of the pool's, and how long that took. */
    record Reloading(ReloadResult result, long durationMs) {}

    /** Puts another model in the place of the pool's; completes when it is over. */
    CompletionStage<Optional<Reloading>> reload(String poolId, String modelRef, ReloadMode mode);

    /** Deletes from the cache; completes when it is over. */
    CompletionStage<Optional<Purge.Result>> purge(String poolId, Purge what);

    /** Whether the daemon was told to stop: nothing is changed any more. */
    boolean stopping();
}
