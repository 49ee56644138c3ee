package org.llamaorch.poolmanager.provision.engine;

import org.llamaorch.poolmanager.provision.CacheEntry;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.ProvisioningProgress;

/** Brings an engine that can be started. Any thread. */
public interface EngineSource {

    /** Whether it lies ready; quick, and fetches nothing. */
    boolean installed();

    /** Bytes it downloads when it is not installed; 0 when not known. */
    long downloadBytes();

    /** Where it lies in the cache, once it is installed. */
    CacheEntry entry();

    /**
     * The engine, installed now if it is not there. Blocks.
     *
     * @throws ProvisioningFailed with a sentence that says what to do
     */
    InstalledEngine provide(ProvisioningProgress progress)
            throws ProvisioningFailed, InterruptedException;
}
