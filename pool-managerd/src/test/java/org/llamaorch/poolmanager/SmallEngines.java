package org.llamaorch.poolmanager;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.poolmanager.provision.CacheEntry;
import org.llamaorch.poolmanager.provision.CacheLock;
import org.llamaorch.poolmanager.provision.ProvisionSettings;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.ProvisioningFailed.Kind;
import org.llamaorch.poolmanager.provision.ProvisioningProgress;
import org.llamaorch.poolmanager.provision.engine.EngineSource;
import org.llamaorch.poolmanager.provision.engine.InstalledEngine;
import org.llamaorch.poolmanager.provision.engine.PackageEngine;
import org.llamaorch.poolmanager.provision.engine.PackageLock;
import org.llamaorch.poolmanager.supervise.SupervisionTimes;

/** Supervision with the small engine, in real processes, and with short times. */
final class SmallEngines {

    private SmallEngines() {}

    static PoolSupervision supervision(
            Path folder, PoolListener listener, LongSupplier memoryBytes) {
        return supervision(folder, listener, memoryBytes, () -> {});
    }

    /**
     * The same.
     *
     * @param beforeLook runs on the preparing thread before it knows whether the engine is
     *     installed
     */
    static PoolSupervision supervision(
            Path folder, PoolListener listener, LongSupplier memoryBytes, Runnable beforeLook) {
        PoolSettings settings =
                new PoolSettings(
                        folder.resolve("home"),
                        new ProvisionSettings(
                                folder.resolve("cache"),
                                true,
                                null,
                                folder.resolve("bin") + ":" + System.getenv("PATH"),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(5)),
                        quick(),
                        1 << 20,
                        Duration.ofMillis(50),
                        line -> line.replaceAll("token=\\S+", "token=****"));
        return new PoolSupervision(
                settings,
                new PoolSources(
                        new SmallEngine(folder, beforeLook),
                        lock -> new PackageEngine(settings.provision(), PackageLock.read(lock)),
                        _ ->
                                (_, _, _, _, _) -> {
                                    throw new ProvisioningFailed(Kind.OFFLINE, "no index");
                                },
                        () -> OptionalLong.of(memoryBytes.getAsLong())),
                listener,
                System::currentTimeMillis);
    }

    /** The pool {@code default} of one replica without a GPU. */
    static PoolRuntimeSpec pool(String modelRef) {
        return PoolRuntimeSpec.onProcessor("default", modelRef, List.of("tiny"), true);
    }

    /** The same with flags, a package lock and a replica of its own. */
    static PoolRuntimeSpec pool(
            String modelRef, List<String> flags, @Nullable Path lock, ReplicaRuntimeSpec replica) {
        PoolRuntimeSpec usual = pool(modelRef);
        return new PoolRuntimeSpec(
                usual.poolId(),
                usual.engine(),
                usual.modelRef(),
                usual.aliases(),
                usual.ctx(),
                usual.slots(),
                usual.threads(),
                usual.batch(),
                usual.workload(),
                usual.provisioning(),
                true,
                usual.environment(),
                flags,
                lock,
                List.of(replica));
    }

    private static SupervisionTimes quick() {
        return new SupervisionTimes(
                Duration.ofMillis(20),
                Duration.ofSeconds(20),
                Duration.ofMillis(50),
                Duration.ofMillis(500),
                3,
                Duration.ofMillis(500),
                Duration.ofMillis(100),
                Duration.ofMillis(400),
                0.1,
                Duration.ofSeconds(300),
                2,
                100,
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10));
    }

    static Path script() {
        return Path.of(
                Objects.requireNonNull(SmallEngines.class.getResource("/small_engine.py"))
                        .getPath());
    }

    /** The small engine, with the Python on the path. */
    private record SmallEngine(Path folder, Runnable beforeLook) implements EngineSource {
        @Override
        public boolean installed() {
            beforeLook.run();
            return true;
        }

        @Override
        public long downloadBytes() {
            return 0;
        }

        @Override
        public CacheEntry entry() {
            Path cache = folder.resolve("cache");
            return new CacheEntry(cache, cache.resolve("engine"), cache.resolve("engine.lock"));
        }

        @Override
        public InstalledEngine provide(ProvisioningProgress progress)
                throws ProvisioningFailed, InterruptedException {
            return new InstalledEngine(
                    Path.of("python3"),
                    script(),
                    "small 1",
                    CacheLock.shared(
                            folder.resolve("cache/engine.lock"), Duration.ofSeconds(5), () -> {}));
        }
    }
}
