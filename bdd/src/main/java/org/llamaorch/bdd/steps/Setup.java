package org.llamaorch.bdd.steps;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.target.Daemon;
import org.llamaorch.bdd.target.FaultEngine;
import org.llamaorch.bdd.target.SuiteSettings;
import org.opentest4j.TestAbortedException;

/**
 * What the Given steps of one scenario set up: its engines, and its daemon with the configuration
 * it starts with. Confined to the scenario's thread.
 */
public final class Setup {

    /** Nothing listens there. */
    private static final String NO_ENGINE = "http://127.0.0.1:9";

    private static final SuiteSettings SETTINGS = SuiteSettings.from(System.getenv());

    private final ScenarioFolder folder;
    private final Map<String, FaultEngine> engines = new LinkedHashMap<>();
    private final Map<String, Object> configuration = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> pools = new LinkedHashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private int diskMegabytes;
    private @Nullable Daemon daemon;

    public Setup(ScenarioFolder folder) {
        this.folder = folder;
    }

    static SuiteSettings settings() {
        return SETTINGS;
    }

    /** Whether the scenario asks an address that it was given. */
    static boolean hasTarget() {
        return SETTINGS.target().isPresent();
    }

    /** Skips the scenario when the target is an address that we do not own. */
    void needsOwnDaemon() {
        if (hasTarget()) {
            throw new TestAbortedException("needs to own the daemon");
        }
    }

    /**
     * @param mode generate, embedding or rerank
     */
    void startEngine(String name, int slots, String mode) {
        needsOwnDaemon();
        engines.put(name, FaultEngine.start(SETTINGS, slots, mode, folder.path(), name));
    }

    FaultEngine engine(String name) {
        FaultEngine engine = engines.get(name);
        if (engine == null) {
            throw new AssertionError("the scenario has no engine " + name);
        }
        return engine;
    }

    /** What is said too late would be true of no daemon: a scenario that says it is wrong. */
    private void stillToStart() {
        if (daemon != null) {
            throw new AssertionError("the scenario's daemon runs already");
        }
    }

    /** The environment variables that the daemon will have; they may be added to. */
    Map<String, String> environment() {
        stillToStart();
        return environment;
    }

    /** The daemon's state lies on a disk of its own. */
    void smallDisk(int megabytes) {
        stillToStart();
        diskMegabytes = megabytes;
    }

    /** A pool of the configuration, made when it is not there yet. */
    Map<String, Object> pool(String id) {
        stillToStart();
        return pools.computeIfAbsent(
                id,
                _ -> {
                    Map<String, Object> pool = new LinkedHashMap<>();
                    pool.put("id", id);
                    return pool;
                });
    }

    /** Sets a value of the daemon's configuration by its dotted path. */
    void configure(String path, Object value) {
        stillToStart();
        DottedPath.set(configuration, path, value);
    }

    /**
     * The scenario's daemon, started at its first use with what the Given steps configured; the
     * pools whose engines the scenario started are ready then.
     */
    Daemon daemon() {
        needsOwnDaemon();
        if (daemon == null) {
            if (pools.isEmpty()) {
                // Without pools the daemon would provision the demo's.
                pool("none").put("replicas", List.of(Map.of("id", "r0", "url", NO_ENGINE)));
            }
            daemon =
                    Daemon.start(
                            SETTINGS,
                            folder.path(),
                            wholeConfiguration(),
                            environment,
                            diskMegabytes);
            if (!engines.isEmpty()) {
                daemon.awaitPools(pools.keySet());
            }
        }
        return daemon;
    }

    private Map<String, Object> wholeConfiguration() {
        configuration.put("pools", List.copyOf(pools.values()));
        return configuration;
    }

    /** Changes the file of a daemon that was started: its next look or start has it so. */
    void reconfigure(String path, Object value) {
        Daemon running = daemon();
        DottedPath.set(configuration, path, value);
        running.configure(wholeConfiguration());
    }

    /** Changes a pool of a daemon that is down: its next start has it so. */
    void reconfigure(String pool, String path, Object value) {
        if (!pools.containsKey(pool)) {
            throw new AssertionError("the scenario has no pool " + pool);
        }
        DottedPath.set(pools.get(pool), path, value);
        daemon().configure(wholeConfiguration());
    }

    /** The daemon, when it was started and runs. */
    Optional<Daemon> ifRunning() {
        return Optional.ofNullable(daemon).filter(Daemon::isAlive);
    }

    /** Ends the daemon, then the engines. */
    void close() {
        if (daemon != null) {
            daemon.close();
        }
        engines.values().forEach(FaultEngine::close);
    }
}
