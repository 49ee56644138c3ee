package org.llamaorch.poolmanager;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.llamaorch.poolmanager.provision.ProvisionSettings;
import org.llamaorch.poolmanager.supervise.SupervisionTimes;

/**
 * What all supervised pools of a daemon share.
 *
 * @param home LLAMA_ORCH_HOME: run records under {@code run}, engine logs under {@code
 *     logs/engines}
 * @param provision where engines and models come from
 * @param times of supervision
 * @param logLimitBytes of an engine's log, of which there are two a replica
 * @param redact takes secrets out of a line of engine output
 */
public record PoolSettings(
        Path home,
        ProvisionSettings provision,
        SupervisionTimes times,
        long logLimitBytes,
        UnaryOperator<String> redact) {

    /** The defaults. */
    public static PoolSettings of(
            Path home, Path cache, boolean offline, UnaryOperator<String> redact) {
        return new PoolSettings(
                home.toAbsolutePath().normalize(),
                ProvisionSettings.of(cache, offline),
                SupervisionTimes.defaults(),
                1 << 20,
                redact);
    }
}
