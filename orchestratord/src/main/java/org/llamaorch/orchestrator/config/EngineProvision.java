package org.llamaorch.orchestrator.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamaorch.poolmanager.provision.ProvisioningMode;

/**
 * How a pool's engines are installed and started.
 *
 * @param mode how the engine comes to this machine
 * @param installsAllowed consent to install the engine's package
 * @param environment variables of the engine's process
 * @param flags arguments of the engine's program
 * @param packageLock the requirements file with hashes; null for the one that comes with the
 *     program
 */
public record EngineProvision(
        ProvisioningMode mode,
        boolean installsAllowed,
        Map<String, String> environment,
        List<String> flags,
        @Nullable Path packageLock) {

    /** Nothing is started. */
    public static final EngineProvision NONE =
            new EngineProvision(ProvisioningMode.EXTERNAL, false, Map.of(), List.of(), null);

    public EngineProvision {
        environment = Map.copyOf(environment);
        flags = List.copyOf(flags);
    }
}
