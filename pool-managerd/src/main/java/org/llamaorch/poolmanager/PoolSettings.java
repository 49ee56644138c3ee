package org.llamaorch.poolmanager;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.llamaorch.poolmanager.gpu.NvidiaSmi;
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
 * @param gpuLook pause between two looks at the GPUs, where a replica has some
 * @param redact takes secrets out of a line of engine output
 */
public record PoolSettings(
        Path home,
        ProvisionSettings provision,
        SupervisionTimes times,
        long logLimitBytes,
        Duration gpuLook,
        UnaryOperator<String> redact) {

    /** How often GPUs are looked at when nobody says. */
    public static final Duration GPU_LOOK = Duration.ofSeconds(5);

    /** The defaults. */
    public static PoolSettings of(
            Path home, Path cache, boolean offline, UnaryOperator<String> redact) {
        return new PoolSettings(
                home.toAbsolutePath().normalize(),
                ProvisionSettings.of(cache, offline),
                SupervisionTimes.defaults(),
                1 << 20,
                GPU_LOOK,
                redact);
    }

    /** The driver that tells of this machine's GPUs. */
    NvidiaSmi gpus() {
        return new NvidiaSmi(provision.searchPath(), home.resolve("run").resolve("gpus"));
    }
}
