package org.llamaorch.bdd.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A pool-managerd of a scenario: a process of its own, on the scenario's state folder, started and
 * started again as the scenario says.
 */
public final class PoolManager implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final SuiteSettings settings;
    private final Path folder;
    private final Path home;
    private final Map<String, String> environment;
    private final URI address;
    private final Api api;
    private final List<ChildProcess> processes = new ArrayList<>();

    /**
     * Nothing runs yet.
     *
     * @param home LLAMA_ORCH_HOME
     */
    public PoolManager(
            SuiteSettings settings, Path folder, Path home, Map<String, String> environment) {
        this.settings = settings;
        this.folder = folder;
        this.home = home;
        this.environment = environment;
        this.address = URI.create("http://127.0.0.1:" + Ports.next());
        this.api = new Api(address);
    }

    /** Starts it with this configuration and waits until it serves. */
    public void start(Map<String, Object> configuration) {
        write(configuration);
        startAgain();
    }

    /** Starts it with the configuration it had. */
    public void startAgain() {
        ChildProcess process = launch(address.getAuthority(), "pool-managerd.log");
        Waiting.untilTrue(
                "the pool-managerd to serve",
                SuiteSettings.START,
                () -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("it ended:\n" + process.output());
                    }
                    try {
                        return api.get("/health").status() == 200;
                    } catch (UncheckedIOException _) {
                        return false;
                    }
                });
    }

    /** What its next start reads. */
    public void write(Map<String, Object> configuration) {
        try {
            Files.write(file(), JSON.writeValueAsBytes(configuration));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private Path file() {
        return folder.resolve("pool-managerd.yaml");
    }

    /** Starts one more on the same state, without waiting: one that refuses to start. */
    public ChildProcess another(String at) {
        return launch(at, "refused-pool-managerd-" + processes.size() + ".log");
    }

    /** Checks its configuration. */
    public ChildProcess check() {
        return run(List.of("config", "check", "--config", file().toString()), "checked.log");
    }

    private ChildProcess launch(String at, String log) {
        return run(
                List.of(
                        "pool-managerd",
                        "--config",
                        file().toString(),
                        "--addr",
                        at,
                        "--log-format",
                        "json"),
                log);
    }

    private ChildProcess run(List<String> arguments, String log) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("LLAMA_ORCH_HOME", home.toString());
        List<String> command = new ArrayList<>(List.of(settings.launcher().toString()));
        command.addAll(arguments);
        ChildProcess process = ChildProcess.start(command, all, folder.resolve(log));
        processes.add(process);
        return process;
    }

    private ChildProcess process() {
        return processes.getLast();
    }

    public URI address() {
        return address;
    }

    /** Its interface, with the key it was started with. */
    public Api api() {
        String key = environment.get("AUTH_TOKEN");
        api.always("Authorization", key == null ? null : "Bearer " + key);
        return api;
    }

    /** SIGKILL, as a crash would be; its engines live on. */
    public void kill() {
        process().kill();
    }

    /** SIGTERM, and waits for its exit code. */
    public int stop() {
        process().terminate();
        return process().awaitExit(Duration.ofSeconds(60));
    }

    /** The log records that are JSON. */
    public List<JsonNode> records() {
        return process()
                .output()
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(line -> JSON.readTree(line))
                .toList();
    }

    /** How a pool is. */
    public JsonNode status(String pool) {
        return api().get("/pools/" + pool + "/status").json();
    }

    /** The process of the engine of a pool's first replica, as it is written down. */
    public Optional<ProcessHandle> engine(String pool) {
        return read(home.resolve("pool-managerd").resolve("run").resolve(pool + "~r0.json"))
                .flatMap(record -> ProcessHandle.of(record.path("pid").asLong()))
                .filter(ProcessHandle::isAlive);
    }

    /** What the handoff file of a pool's first replica says; empty when there is none. */
    public Optional<JsonNode> handoff(String pool) {
        return read(handoffFile(pool));
    }

    public Path handoffFile(String pool) {
        return home.resolve("runtime").resolve("engines").resolve(pool + "-r0.json");
    }

    private static Optional<JsonNode> read(Path file) {
        try {
            return Optional.of(JSON.readTree(Files.readAllBytes(file)));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** SIGKILL, engines too. */
    @Override
    public void close() {
        processes.forEach(ChildProcess::leaveNothing);
        for (ChildProcess each : processes) {
            each.awaitExit(SuiteSettings.SOON);
        }
    }
}
