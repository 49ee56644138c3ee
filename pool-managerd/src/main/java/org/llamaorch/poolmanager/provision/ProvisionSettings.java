package org.llamaorch.poolmanager.provision;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where and how engines and models are provisioned.
 *
 * @param cache LLAMA_ORCH_CACHE
 * @param offline LLAMA_ORCH_OFFLINE: nothing is fetched
 * @param python the Python to use; null to look on {@code searchPath}
 * @param searchPath folders as in {@code PATH}
 * @param lockPatience longest wait for another process that installs
 * @param fetchPatience longest one installation or download may take
 */
public record ProvisionSettings(
        Path cache,
        boolean offline,
        @Nullable Path python,
        String searchPath,
        Duration lockPatience,
        Duration fetchPatience) {

    /** The defaults for a cache folder, with the path of this process's environment. */
    public static ProvisionSettings of(Path cache, boolean offline) {
        String path = System.getenv("PATH");
        return new ProvisionSettings(
                cache.toAbsolutePath(),
                offline,
                null,
                path == null ? "/usr/local/bin:/usr/bin:/bin" : path,
                Duration.ofMinutes(15),
                Duration.ofMinutes(60));
    }
}
