package org.llamaorch.bdd.steps;

import io.cucumber.java.AfterAll;
import io.cucumber.java.Before;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.target.Daemon;
import org.llamaorch.bdd.target.FaultEngine;
import org.llamaorch.bdd.target.FaultEngines;
import org.llamaorch.bdd.target.Folders;
import org.llamaorch.bdd.target.SharedDaemons;
import org.llamaorch.bdd.target.SharedDaemons.Shared;
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

    private static final FaultEngines ENGINES = new FaultEngines(SETTINGS);
    private static final SharedDaemons DAEMONS = new SharedDaemons(ENGINES);

    private final ScenarioFolder folder;
    private final Map<String, FaultEngine> engines = new LinkedHashMap<>();
    private final Map<String, String> inPlaceOf = new HashMap<>();
    private final Map<String, Object> configuration = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> pools = new LinkedHashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private int diskMegabytes;
    private @Nullable Daemon daemon;
    private @Nullable Shared shared;
    private boolean mayShare;
    private String countedBefore = "";

    public Setup(ScenarioFolder folder) {
        this.folder = folder;
    }

    /** The scenario leaves its daemon as it found it, and finds in it what others left. */
    @Before("@shared")
    public void mayShare() {
        mayShare = true;
    }

    /** Ends what waited for one more scenario. */
    @AfterAll
    public static void endShared() {
        DAEMONS.close();
        ENGINES.close();
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
        engines.put(name, ENGINES.take(slots, mode));
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
            // What a step put into the scenario's folder is for a daemon of its own.
            boolean alone = !mayShare || diskMegabytes > 0 || folder.ifMade().isPresent();
            daemon = alone ? start(folder.path()) : share().daemon();
        }
        return daemon;
    }

    private Daemon start(Path folder) {
        Daemon started =
                Daemon.start(SETTINGS, folder, wholeConfiguration(), environment, diskMegabytes);
        if (!engines.isEmpty()) {
            pools.forEach((id, pool) ->
                    started.awaitPool(
                            id, pool.get("replicas") instanceof List<?> all ? all.size() : 1));
        }
        return started;
    }

    /** Takes a daemon that was set up alike, with its engines; starts one where there is none. */
    private Shared share() {
        String setup = description();
        Optional<Shared> found = DAEMONS.take(setup);
        if (found.isPresent()) {
            shared = found.get();
            shared.engines()
                    .forEach((name, engine) -> {
                        FaultEngine own = engine(name);
                        inPlaceOf.put(quoted(own), quoted(engine));
                        ENGINES.giveBack(own);
                    });
            engines.putAll(shared.engines());
            countedBefore = shared.daemon().metrics();
        } else {
            Path own = Folders.temporary("llama-orch-bdd-shared");
            Daemon started = start(own);
            shared = new Shared(setup, started.configuration(), started, Map.copyOf(engines), own);
        }
        return shared;
    }

    /** All that the daemon is started with, the engines by name. */
    private String description() {
        Map<String, String> kinds = new TreeMap<>();
        engines.forEach((name, engine) -> kinds.put(name, engine.mode() + " " + engine.slots()));
        String text = Json.write(List.of(wholeConfiguration(), new TreeMap<>(environment), kinds));
        for (Map.Entry<String, FaultEngine> engine : engines.entrySet()) {
            text = text.replace(quoted(engine.getValue()), engine.getKey());
        }
        return text;
    }

    private static String quoted(FaultEngine engine) {
        return '"' + engine.address().toString() + '"';
    }

    /** As the file of the daemon that runs has it, with that daemon's engines. */
    private String changedConfiguration() {
        String text = Json.write(wholeConfiguration());
        for (Map.Entry<String, String> engine : inPlaceOf.entrySet()) {
            text = text.replace(engine.getKey(), engine.getValue());
        }
        return text;
    }

    private Map<String, Object> wholeConfiguration() {
        configuration.put("pools", List.copyOf(pools.values()));
        return configuration;
    }

    /** Changes the file of a daemon that was started: its next look or start has it so. */
    void reconfigure(String path, Object value) {
        Daemon running = daemon();
        DottedPath.set(configuration, path, value);
        running.configure(changedConfiguration());
    }

    /**
     * Changes a pool in the file of a daemon that was started: its next look or start has it so.
     */
    void reconfigure(String pool, String path, Object value) {
        if (!pools.containsKey(pool)) {
            throw new AssertionError("the scenario has no pool " + pool);
        }
        Daemon started = daemon();
        DottedPath.set(pools.get(pool), path, value);
        started.configure(changedConfiguration());
    }

    /** The daemon, when it was started and runs. */
    Optional<Daemon> ifRunning() {
        return Optional.ofNullable(daemon).filter(Daemon::isAlive);
    }

    /** What its daemon had counted for others when the scenario took it, as Prometheus text. */
    String countedBefore() {
        return countedBefore;
    }

    /** The folder of a daemon that others use, too. */
    Optional<Path> sharedFolder() {
        return Optional.ofNullable(shared).map(Shared::folder);
    }

    /**
     * Ends the daemon and gives back the engines.
     *
     * @param well whether the scenario passed: what another may have is given to the next then, and
     *     kept for a look at it otherwise
     */
    void close(boolean well) {
        if (shared != null && well && mayShare) {
            DAEMONS.giveBack(shared);
            return;
        }
        if (daemon != null) {
            daemon.close();
        }
        engines.values().forEach(ENGINES::giveBack);
        if (well) {
            sharedFolder().ifPresent(Folders::delete);
        }
    }
}
