package org.llamaorch.poolmanager;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.llamaorch.poolmanager.process.Proc;
import org.llamaorch.poolmanager.provision.Pip;
import org.llamaorch.poolmanager.provision.ProvisionSettings;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.engine.EngineSource;
import org.llamaorch.poolmanager.provision.engine.PackageEngine;
import org.llamaorch.poolmanager.provision.engine.PackageLock;
import org.llamaorch.poolmanager.provision.model.PipWheels;
import org.llamaorch.poolmanager.provision.model.WheelSource;

/**
 * Where a pool's parts come from.
 *
 * @param engine brings the engine that this program names
 * @param lockedEngine brings the engine that a lock file names
 * @param wheels brings the wheels of a demo model, given the Python of the engine
 * @param memoryBytes of the machine that can be had now
 */
public record PoolSources(
        EngineSource engine,
        LockedEngine lockedEngine,
        Function<Path, WheelSource> wheels,
        Supplier<OptionalLong> memoryBytes) {

    /** Brings the engine that a requirements file with hashes names. */
    @FunctionalInterface
    public interface LockedEngine {

        /** The source; reads the file, which must be one, see {@link PackageLock}. */
        EngineSource of(Path lock) throws ProvisioningFailed;
    }

    /** Brings the engine that the pool wants. */
    EngineSource engineOf(PoolRuntimeSpec spec) throws ProvisioningFailed {
        Path lock = spec.packageLock();
        return lock == null ? engine : lockedEngine.of(lock);
    }

    /** The engine's package and the package index. */
    public static PoolSources packages(ProvisionSettings settings) {
        return new PoolSources(
                new PackageEngine(settings, PackageLock.bundled()),
                lock -> new PackageEngine(settings, PackageLock.read(lock)),
                python -> new PipWheels(new Pip(python, settings.fetchPatience())),
                Proc::memoryAvailableBytes);
    }
}
