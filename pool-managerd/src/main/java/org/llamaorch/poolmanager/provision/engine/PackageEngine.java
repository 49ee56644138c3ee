package org.llamaorch.poolmanager.provision.engine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.poolmanager.provision.CacheEntry;
import org.llamaorch.poolmanager.provision.CacheLock;
import org.llamaorch.poolmanager.provision.Folders;
import org.llamaorch.poolmanager.provision.Pip;
import org.llamaorch.poolmanager.provision.ProvisionSettings;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.ProvisioningFailed.Kind;
import org.llamaorch.poolmanager.provision.ProvisioningProgress;
import org.llamaorch.poolmanager.provision.Python;
import org.llamaorch.poolmanager.provision.Tool;

/**
 * Installs the llama.cpp engine from a locked package into a private Python environment of the
 * cache (contract §7, {@code package}). The environment is built beside its place and moved there
 * when it is whole, its marker written last, so an interrupted installation leaves nothing that
 * looks finished. Holds the entry's lock exclusively while it builds, shared afterwards. Blocks.
 */
public final class PackageEngine implements EngineSource {

    private static final String MARKER = "installed";
    private static final long UNPACKED_FACTOR = 5;
    private static final long ENVIRONMENT_BYTES = 40_000_000;

    private final ProvisionSettings settings;
    private final PackageLock lock;
    private final Path engines;
    private final Path entry;
    private final Path lockFile;

    public PackageEngine(ProvisionSettings settings, PackageLock lock) {
        this.settings = settings;
        this.lock = lock;
        this.engines = settings.cache().resolve("engines");
        this.entry = engines.resolve(lock.entryName());
        this.lockFile = engines.resolve(lock.entryName() + ".lock");
    }

    @Override
    public CacheEntry entry() {
        return new CacheEntry(settings.cache(), entry, lockFile);
    }

    @Override
    public long downloadBytes() {
        return lock.downloadBytes();
    }

    @Override
    public boolean installed() {
        return python().isPresent();
    }

    @Override
    public InstalledEngine provide(ProvisioningProgress progress)
            throws ProvisioningFailed, InterruptedException {
        Path launcher = LauncherScript.extract(settings.cache());
        Runnable onWait =
                () ->
                        progress.notice(
                                "Another process is installing the engine; waiting for it to finish.");
        while (true) {
            if (installed()) {
                CacheLock shared = CacheLock.shared(lockFile, settings.lockPatience(), onWait);
                Optional<Path> python = python();
                if (python.isPresent()) {
                    return new InstalledEngine(
                            python.get(), launcher, lock.name() + " " + lock.version(), shared);
                }
                shared.close();
            }
            if (settings.offline()) {
                throw new ProvisioningFailed(
                        Kind.OFFLINE,
                        "The engine "
                                + lock.name()
                                + " "
                                + lock.version()
                                + " is not in the cache "
                                + engines
                                + " and LLAMA_ORCH_OFFLINE forbids fetching it; start once without it or copy the cache of another machine.");
            }
            try (CacheLock lone =
                    CacheLock.exclusiveToMake(
                            lockFile, this::installed, settings.lockPatience(), onWait)) {
                if (lone != null && !installed()) {
                    install(progress);
                }
            }
        }
    }

    private void install(ProvisioningProgress progress)
            throws ProvisioningFailed, InterruptedException {
        removeLeftovers();
        Folders.needSpace(
                engines,
                lock.downloadBytes() * UNPACKED_FACTOR + ENVIRONMENT_BYTES,
                "to install the engine");
        Path building = engines.resolve(temporaryPrefix() + ProcessHandle.current().pid());
        try {
            Files.createDirectories(building);
            build(building, progress);
            Folders.delete(entry);
            Files.move(building, entry, StandardCopyOption.ATOMIC_MOVE);
            Path python = entry.resolve("venv/bin/python");
            Files.writeString(entry.resolve(MARKER), python.toRealPath().toString());
        } catch (IOException problem) {
            throw new ProvisioningFailed(
                    Kind.NO_DISK, "Cannot install the engine in " + engines + ": " + problem + ".");
        } finally {
            deleteQuietly(building);
        }
    }

    private void build(Path building, ProvisioningProgress progress)
            throws ProvisioningFailed, InterruptedException, IOException {
        progress.phase("preparing a private Python environment", 0);
        Path scratch = Files.createDirectories(building.resolve("scratch"));
        Python host = Python.find(settings.python(), settings.searchPath(), scratch);
        Path venv = building.resolve("venv");
        Tool.Ending made =
                Tool.run(
                        List.of(host.executable().toString(), "-I", "-m", "venv", venv.toString()),
                        Map.of(),
                        scratch.resolve("venv.log"),
                        settings.fetchPatience(),
                        () -> {});
        if (made.exitCode() != 0) {
            throw venvFailed(host, made.output());
        }
        Path requirements = scratch.resolve("requirements.lock");
        Files.writeString(requirements, lock.text());
        Path wheels = Files.createDirectories(scratch.resolve("wheels"));
        String subject = lock.name() + " " + lock.version();
        Pip pip = new Pip(venv.resolve("bin/python"), settings.fetchPatience());
        progress.phase("downloading the engine " + subject, lock.downloadBytes());
        pip.run(
                List.of("download", "-r", requirements.toString(), "-d", wheels.toString()),
                scratch,
                subject,
                bytes -> progress.bytes(bounded(bytes)));
        progress.bytes(lock.downloadBytes());
        progress.phase("unpacking the engine " + subject, 0);
        pip.run(
                List.of(
                        "install",
                        "--no-index",
                        "--find-links=" + wheels,
                        "-r",
                        requirements.toString()),
                scratch,
                subject,
                _ -> {});
        Folders.delete(scratch);
    }

    private ProvisioningFailed venvFailed(Python host, String output) {
        if (output.contains("ensurepip")) {
            return new ProvisioningFailed(
                    Kind.NO_VENV,
                    "Python's venv module is incomplete in "
                            + host.executable()
                            + ": install it, on Debian and Ubuntu with `apt install python3-venv`.");
        }
        String last = output.lines().filter(line -> !line.isBlank()).reduce((_, b) -> b).orElse("");
        return new ProvisioningFailed(
                output.contains("No space left") ? Kind.NO_DISK : Kind.BROKEN_TOOL,
                host.executable() + " could not make a private environment: " + last);
    }

    private long bounded(long bytes) {
        return lock.downloadBytes() == 0 ? bytes : Math.min(bytes, lock.downloadBytes());
    }

    /**
     * The environment's Python, when the marker says that it is whole and its base still exists.
     */
    private Optional<Path> python() {
        Path python = entry.resolve("venv/bin/python");
        try {
            String base = Files.readString(entry.resolve(MARKER));
            return python.toRealPath().toString().equals(base)
                    ? Optional.of(python)
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private String temporaryPrefix() {
        return "." + lock.entryName() + ".building-";
    }

    /** Under the exclusive lock every unfinished environment is one that nobody works on. */
    private void removeLeftovers() throws ProvisioningFailed {
        try {
            Files.createDirectories(engines);
            try (DirectoryStream<Path> found =
                    Files.newDirectoryStream(engines, temporaryPrefix() + "*")) {
                for (Path each : found) {
                    Folders.delete(each);
                }
            }
        } catch (IOException problem) {
            throw new ProvisioningFailed(
                    Kind.NO_DISK,
                    "Cannot remove an unfinished installation in "
                            + engines
                            + ": "
                            + problem
                            + ".");
        }
    }

    private static void deleteQuietly(@Nullable Path folder) {
        try {
            if (folder != null) {
                Folders.delete(folder);
            }
        } catch (IOException _) {
            // The next installation removes what is left.
        }
    }
}
