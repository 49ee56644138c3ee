package org.llamaorch.bdd.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A daemon of a scenario: its own folder, its own port, started and started again as the scenario
 * says.
 */
public final class Daemon implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final SuiteSettings settings;
    private final Path folder;
    private final Map<String, String> environment;
    private final @Nullable SmallDisk disk;
    private final URI address;
    private final List<ChildProcess> earlier = new ArrayList<>();
    private ChildProcess process;
    private int logFrom;

    private Daemon(
            SuiteSettings settings,
            Path folder,
            Map<String, String> environment,
            int diskMegabytes,
            int port) {
        this.settings = settings;
        this.folder = folder;
        this.environment = environment;
        this.disk = diskMegabytes == 0 ? null : new SmallDisk(home(), diskMegabytes);
        this.address = URI.create("http://127.0.0.1:" + port);
        this.process = launch();
    }

    /** Starts one with this configuration (YAML accepts JSON) and waits until admission is open. */
    public static Daemon start(
            SuiteSettings settings,
            Path folder,
            Map<String, Object> configuration,
            Map<String, String> environment) {
        return start(settings, folder, configuration, environment, 0);
    }

    /**
     * The same on a small disk of its own; {@code diskMegabytes} 0 for the machine's.
     *
     * @see SmallDisk
     */
    public static Daemon start(
            SuiteSettings settings,
            Path folder,
            Map<String, Object> configuration,
            Map<String, String> environment,
            int diskMegabytes) {
        write(folder, JSON.writeValueAsString(configuration));
        Daemon daemon = new Daemon(settings, folder, environment, diskMegabytes, Ports.next());
        daemon.awaitReady();
        return daemon;
    }

    private static void write(Path folder, String configuration) {
        try {
            Files.writeString(configuration(folder), configuration);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static Path configuration(Path folder) {
        return folder.resolve("llama-orch.yaml");
    }

    /** Its configuration as it is on disk. */
    public String configuration() {
        try {
            return Files.readString(configuration(folder));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private boolean hasConfiguration() {
        return Files.exists(configuration(folder));
    }

    /** What its next look or start reads. */
    public void configure(String configuration) {
        write(folder, configuration);
    }

    /** Its next look or start finds no file. */
    public void loseConfiguration() {
        try {
            Files.delete(configuration(folder));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** Whether it takes this configuration while it runs, all of it. */
    boolean takes(String configuration) {
        if (hasConfiguration() && configuration().equals(configuration)) {
            return true;
        }
        configure(configuration);
        try {
            Answer answer = api().post("/v2/config/reload", null);
            return answer.status() == 200 && answer.json().path("needs_restart").isEmpty();
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    /** All that it counts and measures, as Prometheus text. */
    public String metrics() {
        return api().get("/metrics").text();
    }

    private ChildProcess launch() {
        List<String> command =
                DaemonLaunch.command(settings, configuration(folder), address.getAuthority());
        if (disk != null) {
            try {
                Files.createDirectories(home());
            } catch (IOException cause) {
                throw new UncheckedIOException(cause);
            }
            command = disk.before(command);
        }
        return DaemonLaunch.shortLived(command, home(), environment, folder.resolve("daemon.log"));
    }

    /** Takes all the room that its small disk has left. */
    public void fillDisk() {
        disk().fill(process.pid());
    }

    /** Gives back the room that was taken. */
    public void emptyDisk() {
        disk().empty(process.pid());
    }

    /** The classes that it has loaded so far, as the JVM's own tool lists them. */
    public String loadedClasses() {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Path list = folder.resolve("classes.log");
        try (ChildProcess asked =
                ChildProcess.start(
                        List.of(
                                tool.toString(),
                                Long.toString(process.pid()),
                                "VM.class_hierarchy"),
                        Map.of(),
                        list)) {
            if (asked.awaitExit(SuiteSettings.START) != 0) {
                throw new AssertionError("jcmd does not list the classes:\n" + asked.output());
            }
            return asked.output();
        }
    }

    private SmallDisk disk() {
        if (disk == null) {
            throw new AssertionError("the daemon has no disk of its own");
        }
        return disk;
    }

    /** Memory of its process that is in use now, as Linux tells it; megabytes. */
    public long residentMegabytes() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))
                    .stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The folder of its state. */
    public Path home() {
        return folder.resolve("home");
    }

    /** An address that nobody listens at. */
    public static String freeAddress(String host) {
        return host + ":" + Ports.next();
    }

    /** Waits until {@code /readyz} answers 200. */
    public void awaitReady() {
        Waiting.until(
                "the daemon to be ready",
                SuiteSettings.START,
                () -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("the daemon ended:\n" + process.output());
                    }
                    return status("/readyz") == 200 ? Optional.of(true) : Optional.empty();
                });
    }

    /** Waits until a pool has so many replicas and each of them may be given work. */
    public void awaitPool(String pool, int replicas) {
        Waiting.untilTrue(
                "pool " + pool + " to be ready with " + replicas + " replicas",
                SuiteSettings.START,
                () -> {
                    JsonNode health = health(pool);
                    return health.path("replicas").size() == replicas && isReady(health);
                });
    }

    /**
     * Whether it comes to have nothing to do in a moment, with its pools as they should be; one
     * that was started again never does.
     *
     * @param ready whether they have engines, which may be given work then
     */
    boolean isIdle(boolean ready) {
        if (!isAlive() || !earlier.isEmpty()) {
            return false;
        }
        try {
            Waiting.untilTrue(
                    "the daemon to be idle",
                    Duration.ofSeconds(5),
                    () -> {
                        for (JsonNode pool : api().get("/v2/pools").json().path("pools")) {
                            JsonNode metrics = pool.path("metrics");
                            if (pool.path("ready").asBoolean() != ready
                                    || metrics.path("queue_depth").asInt() > 0
                                    || !metrics.path("slots_free")
                                            .equals(metrics.path("slots_total"))) {
                                return false;
                            }
                        }
                        return true;
                    });
            return true;
        } catch (AssertionError | UncheckedIOException _) {
            return false;
        }
    }

    /** What the daemon says of a pool. */
    public JsonNode health(String pool) {
        return api().get("/v2/pools/" + pool + "/health").json();
    }

    /** With the environment's key, where it has one. */
    private Api api() {
        Api api = new Api(address);
        String key = environment.get("AUTH_TOKEN");
        api.always("Authorization", key == null ? null : "Bearer " + key);
        return api;
    }

    /** Whether every replica of a pool with this health may be given work. */
    public static boolean isReady(JsonNode health) {
        for (JsonNode replica : health.path("replicas")) {
            if (!replica.path("ready").asBoolean()) {
                return false;
            }
        }
        return health.path("ready").asBoolean();
    }

    private int status(String path) {
        try {
            return new Api(address).get(path).status();
        } catch (UncheckedIOException _) {
            return 0;
        }
    }

    /** SIGKILL, as a crash would be. */
    public void kill() {
        process.kill();
    }

    /** SIGTERM; returns at once. */
    public void terminate() {
        process.terminate();
    }

    public int awaitExit(Duration limit) {
        return process.awaitExit(limit);
    }

    /** Starts again on the same folder and port. */
    public void startAgain() {
        earlier.add(process);
        process = launch();
        awaitReady();
    }

    public URI address() {
        return address;
    }

    public Path folder() {
        return folder;
    }

    /** What it printed, since {@link #forgetLog}. */
    public String log() {
        return output().substring(logFrom);
    }

    /** What it printed since its start, for whoever started it too. */
    public String output() {
        return process.output();
    }

    /** What it printed so far is of no interest any more. */
    void forgetLog() {
        logFrom = output().length();
    }

    /** The log records that are JSON. */
    public List<JsonNode> records() {
        return log().lines()
                .filter(line -> line.startsWith("{"))
                .map(line -> JSON.readTree(line))
                .toList();
    }

    /** SIGKILL, engines too: what a scenario leaves running has no claim to a grace. */
    @Override
    public void close() {
        process.leaveNothing();
        earlier.forEach(ChildProcess::leaveNothing);
        process.awaitExit(SuiteSettings.SOON);
    }
}
