package org.llamaorch.poolmanager.provision;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.poolmanager.provision.fetch.FetchSettings;
import org.llamaorch.poolmanager.provision.model.ModelDirectory;

/**
 * Where and how engines and models are provisioned.
 *
 * @param cache LLAMA_ORCH_CACHE
 * @param offline LLAMA_ORCH_OFFLINE: nothing is fetched
 * @param python the Python to use; null to look on {@code searchPath}
 * @param searchPath folders as in {@code PATH}
 * @param lockPatience longest wait for another process that installs
 * @param fetchPatience longest one installation or download may take
 * @param fetching what may be fetched over HTTPS, asked anew for each model
 * @param directory what names of models stand for
 */
public record ProvisionSettings(
        Path cache,
        boolean offline,
        @Nullable Path python,
        String searchPath,
        Duration lockPatience,
        Duration fetchPatience,
        Supplier<FetchSettings> fetching,
        ModelDirectory directory) {

    /** With nothing fetched over HTTPS. */
    public ProvisionSettings(
            Path cache,
            boolean offline,
            @Nullable Path python,
            String searchPath,
            Duration lockPatience,
            Duration fetchPatience) {
        this(
                cache,
                offline,
                python,
                searchPath,
                lockPatience,
                fetchPatience,
                FetchSettings::off,
                ModelDirectory.NONE);
    }

    /** What may be fetched over HTTPS now. */
    public FetchSettings fetch() {
        return fetching.get();
    }

    /** The same with this fetched over HTTPS, and names looked up there. */
    public ProvisionSettings fetching(FetchSettings other, ModelDirectory names) {
        return new ProvisionSettings(
                cache,
                offline,
                python,
                searchPath,
                lockPatience,
                fetchPatience,
                () -> other,
                names);
    }

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
