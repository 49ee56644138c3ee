package org.llamaorch.poolmanager.provision.engine;

import java.nio.file.Path;
import org.llamaorch.poolmanager.provision.CacheLock;

/**
 * An engine that can be started, kept from deletion until it is closed.
 *
 * @param python the program of its private environment
 * @param launcher the script that serves a model with it
 * @param version such as {@code xllamacpp 2026.10.11549}
 * @param lock a shared lock on it
 */
public record InstalledEngine(Path python, Path launcher, String version, CacheLock lock)
        implements AutoCloseable {

    @Override
    public void close() {
        lock.close();
    }
}
