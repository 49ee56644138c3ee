package org.llamaorch.bdd.steps;

import io.cucumber.java.After;
import io.cucumber.java.Scenario;
import io.cucumber.java.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.report.ProofBundle;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.Api;
import org.llamaorch.bdd.target.Daemon;
import org.llamaorch.bdd.target.EventStream;
import org.llamaorch.bdd.target.EventStream.Frame;
import org.llamaorch.bdd.target.FaultEngine;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Transcript;
import org.llamaorch.bdd.target.Waiting;
import org.opentest4j.TestAbortedException;

/**
 * What one scenario knows: its daemon, its engines, its tasks, the last answer. Confined to the
 * scenario's thread.
 */
public final class World {

    /** How every prompt of the suite begins, so that an engine's probes are told from it. */
    static final String PROMPT = "Tell me about the sea";

    /** Nothing listens there. */
    private static final String NO_ENGINE = "http://127.0.0.1:9";

    private static final SuiteSettings SETTINGS = SuiteSettings.from(System.getenv());

    private final String suffix = "-" + UUID.randomUUID().toString().substring(0, 8);
    private final Map<String, FaultEngine> engines = new LinkedHashMap<>();
    private final Map<String, Object> configuration = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> pools = new LinkedHashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, String> models = new HashMap<>();
    private final Map<String, Answer> admissions = new HashMap<>();
    private final Map<String, EventStream> streams = new LinkedHashMap<>();
    private final Map<String, String> keys = new HashMap<>();
    private final List<AutoCloseable> others = new ArrayList<>();
    private int diskMegabytes;
    private @Nullable Path folder;
    private @Nullable Daemon daemon;
    private @Nullable Api api;
    private @Nullable Answer last;
    private List<Answer> answers = List.of();
    private int logs;

    public static SuiteSettings settings() {
        return SETTINGS;
    }

    Path folder() {
        if (folder == null) {
            try {
                folder = Files.createTempDirectory("llama-orch-bdd");
            } catch (IOException cause) {
                throw new UncheckedIOException(cause);
            }
        }
        return folder;
    }

    /** Skips the scenario when the target is an address that we do not own. */
    void needsOwnDaemon() {
        if (SETTINGS.target().isPresent()) {
            throw new TestAbortedException("needs to own the daemon");
        }
    }

    /**
     * @param mode generate, embedding or rerank
     */
    void startEngine(String name, int slots, String mode) {
        needsOwnDaemon();
        engines.put(name, FaultEngine.start(SETTINGS, slots, mode, folder(), name));
    }

    FaultEngine engine(String name) {
        FaultEngine engine = engines.get(name);
        if (engine == null) {
            throw new AssertionError("the scenario has no engine " + name);
        }
        return engine;
    }

    /** Waits until the task with this id has ended so. */
    void awaitOutcome(String id, String outcome) {
        Waiting.untilTrue(
                "task " + id + " to end as " + outcome,
                SuiteSettings.SOON,
                () ->
                        api().get("/v2/tasks/" + id)
                                .json()
                                .path("outcome")
                                .asString("")
                                .equals(outcome));
    }

    Map<String, String> environment() {
        stillToStart();
        return environment;
    }

    /** The daemon's state lies on a disk of its own. */
    void smallDisk(int megabytes) {
        stillToStart();
        diskMegabytes = megabytes;
    }

    /** What is said too late would be true of no daemon: a scenario that says it is wrong. */
    private void stillToStart() {
        if (daemon != null) {
            throw new AssertionError("the scenario's daemon runs already");
        }
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
        set(configuration, path, value);
    }

    /** Sets a value below {@code root} by its dotted path. */
    @SuppressWarnings("unchecked") // every value on the way is a map that this method made
    static void set(Map<String, Object> root, String path, Object value) {
        String[] names = path.split("\\.", -1);
        Map<String, Object> at = root;
        for (int i = 0; i < names.length - 1; i++) {
            at =
                    (Map<String, Object>)
                            at.computeIfAbsent(names[i], _ -> new LinkedHashMap<String, Object>());
        }
        at.put(names[names.length - 1], value);
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
                            SETTINGS, folder(), wholeConfiguration(), environment, diskMegabytes);
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
        set(configuration, path, value);
        running.configure(wholeConfiguration());
    }

    /** Changes a pool of a daemon that is down: its next start has it so. */
    void reconfigure(String pool, String path, Object value) {
        if (!pools.containsKey(pool)) {
            throw new AssertionError("the scenario has no pool " + pool);
        }
        set(pools.get(pool), path, value);
        daemon().configure(wholeConfiguration());
    }

    Api api() {
        if (api == null) {
            api = new Api(SETTINGS.target().orElseGet(() -> daemon().address()));
            headers.forEach(api::always);
        }
        return api;
    }

    /** A name that stands for a model of the target's; of our own daemon it is the name itself. */
    void standsFor(String name, String model) {
        models.put(name, model);
    }

    /** What requests say for the model that the scenario calls {@code name}. */
    String model(String name) {
        return models.getOrDefault(name, name);
    }

    /** Whether the scenario asks an address that it was given. */
    static boolean hasTarget() {
        return SETTINGS.target().isPresent();
    }

    /** A header of every request from now on; streams are opened without it. */
    void always(String name, String value) {
        headers.put(name, value);
        if (api != null) {
            api.always(name, value);
        }
    }

    /** The folder of the daemon's state, also before it is started. */
    Path home() {
        return folder().resolve("home");
    }

    /** A file for what a process prints. */
    Path newLog() {
        return folder().resolve("process-" + ++logs + ".log");
    }

    void key(String name, String secret) {
        keys.put(name, secret);
    }

    /** The secret of the key that the scenario calls {@code name}. */
    String key(String name) {
        String secret = keys.get(name);
        if (secret == null) {
            throw new AssertionError("the scenario has no key " + name);
        }
        return secret;
    }

    Collection<String> keys() {
        return keys.values();
    }

    void answers(List<Answer> all) {
        answers = List.copyOf(all);
    }

    List<Answer> answers() {
        return answers;
    }

    /** The id on the wire of the task that the scenario calls {@code name}. */
    String taskId(String name) {
        return name + suffix;
    }

    /** What the scenario calls the task with this id. */
    String nameOf(String taskId) {
        return taskId.endsWith(suffix)
                ? taskId.substring(0, taskId.length() - suffix.length())
                : taskId;
    }

    /** What stands in the prompt of the task that the scenario calls {@code name}. */
    static String promptMark(String name) {
        return PROMPT + ", " + name + ".";
    }

    void admitted(String name, Answer answer) {
        admissions.put(name, answer);
        last = answer;
    }

    Answer admission(String name) {
        Answer answer = admissions.get(name);
        if (answer == null) {
            throw new AssertionError("the scenario submitted no task " + name);
        }
        return answer;
    }

    void last(Answer answer) {
        last = answer;
    }

    Answer last() {
        if (last == null) {
            throw new AssertionError("the scenario has no answer yet");
        }
        return last;
    }

    void stream(String name, EventStream stream) {
        streams.put(name, stream);
    }

    boolean hasStream(String name) {
        return streams.containsKey(name);
    }

    EventStream stream(String name) {
        EventStream stream = streams.get(name);
        if (stream == null) {
            throw new AssertionError("the scenario has no stream " + name);
        }
        return stream;
    }

    void closeWithScenario(AutoCloseable closeable) {
        others.add(closeable);
    }

    /**
     * Ends what the scenario started; keeps its folder only when it failed, for a look at its logs.
     */
    @After
    public void close(Scenario scenario) {
        Optional<Path> proof = ProofBundle.folderOf(scenario.getUri(), scenario.getLine());
        proof.ifPresent(this::keepWhatWasSeen);
        streams.values().forEach(EventStream::close);
        if (hasTarget()) {
            cancelAll();
        }
        for (AutoCloseable other : others) {
            try {
                other.close();
            } catch (Exception cause) {
                throw new IllegalStateException("cannot close what the scenario opened", cause);
            }
        }
        if (daemon != null) {
            daemon.close();
        }
        engines.values().forEach(FaultEngine::close);
        Path own = folder;
        if (own != null) {
            proof.ifPresent(kept -> ProofBundle.keepLogs(kept, own));
        }
        if (folder != null && scenario.getStatus() == Status.FAILED) {
            scenario.log("its logs and state are in " + folder);
        } else if (folder != null) {
            deleteTree(folder);
        }
    }

    private void keepWhatWasSeen(Path proof) {
        ProofBundle.keep(proof, "transcript.txt", Transcript.take());
        streams.forEach((name, stream) ->
                ProofBundle.keep(
                        proof,
                        "stream-" + name.replaceAll("[^A-Za-z0-9-]", "_") + ".txt",
                        String.join("", stream.frames().stream().map(Frame::raw).toList())));
        if (daemon != null && daemon.isAlive()) {
            try {
                ProofBundle.keep(proof, "metrics.txt", api().get("/metrics").text());
                Transcript.take(); // which does not begin the next scenario's
            } catch (UncheckedIOException | AssertionError _) {
                // A daemon that does not answer any more has no sample to keep.
            }
        }
    }

    /** A service that goes on is left as it was found. */
    private void cancelAll() {
        for (Answer admission : admissions.values()) {
            if (admission.status() == 202) {
                String id = admission.json().path("task_id").asString("");
                api().post("/v2/tasks/" + id + "/cancel", null);
            }
        }
    }

    private static void deleteTree(Path root) {
        try (var paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
