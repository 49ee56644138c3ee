package org.llamaorch.poolmanager;

import java.util.List;
import org.llamaorch.core.placement.ReplicaStatus;

/**
 * Whoever gives work to a pool's engines, while its model is changed. Each call blocks until what
 * it says holds.
 */
public interface ReloadHost {

    /** Nothing is given to the pool any more, and nothing runs there. */
    void hold(String poolId) throws InterruptedException;

    /** The pool is given work again. */
    void release(String poolId) throws InterruptedException;

    /** Work goes to these engines alone; what runs on the ones before goes on. Ends a hold. */
    void serve(String poolId, String modelRef, List<ReplicaStatus> engines)
            throws InterruptedException;

    /** Nothing runs any more on engines that were replaced. */
    void awaitReplaced(String poolId) throws InterruptedException;

    /** A step begins, in a word: fetching, loading, waiting, switching, restoring. */
    void progress(String step);
}
