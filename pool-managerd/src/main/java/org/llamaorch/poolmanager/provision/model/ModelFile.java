package org.llamaorch.poolmanager.provision.model;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llamaorch.poolmanager.gguf.GgufHeader;
import org.llamaorch.poolmanager.provision.CacheLock;

/**
 * A model that lies on the disk, checked, and kept from deletion until it is closed.
 *
 * @param ref the model_ref it was asked by
 * @param path the GGUF file
 * @param digest {@code sha256:HEX} of the file
 * @param header what the file says of itself
 * @param lock a shared lock on its cache entry; null when the file is not ours
 */
public record ModelFile(
        String ref, Path path, String digest, GgufHeader header, @Nullable CacheLock lock)
        implements AutoCloseable {

    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        }
    }
}
