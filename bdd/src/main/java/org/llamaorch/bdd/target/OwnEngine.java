package org.llamaorch.bdd.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An engine process that a scenario's daemon started for a pool of one replica: a real llama.cpp,
 * looked at from outside, through its own API and as a process.
 */
public final class OwnEngine {

    /** Longest that fetching, installing and loading may take on a slow line. */
    public static final Duration PROVISION = Duration.ofMinutes(10);

    private static final JsonMapper JSON = new JsonMapper();
    private static final String OFFLINE = "LLAMA_ORCH_OFFLINE";

    private final Daemon daemon;
    private final String pool;

    public OwnEngine(Daemon daemon, String pool) {
        this.daemon = daemon;
        this.pool = pool;
    }

    /**
     * Waits until it may be given work. Returns why that cannot be on this machine, when nothing
     * may be fetched and something is missing.
     */
    public Optional<String> awaitReady() {
        return Waiting.until(
                "pool " + pool + " to be ready",
                PROVISION,
                () -> {
                    JsonNode health = daemon.health(pool);
                    String problem = health.path("last_error").asString("");
                    if (problem.contains(OFFLINE)) {
                        return Optional.of(Optional.of(problem));
                    }
                    return Daemon.isReady(health)
                            ? Optional.of(Optional.<String>empty())
                            : Optional.empty();
                });
    }

    /** Where it listens. */
    private URI address() {
        return URI.create(daemon.health(pool).at("/replicas/0/url").asString(""));
    }

    /** How many of its slots it says are busy; -1 while it does not answer. */
    public int busySlots() {
        Api engine = new Api(address());
        record().map(record -> record.path("api_key_file").asString(""))
                .filter(file -> !file.isEmpty())
                .ifPresent(file -> engine.always("Authorization", "Bearer " + key(Path.of(file))));
        try {
            Answer answer = engine.get("/slots");
            if (answer.status() != 200) {
                return -1;
            }
            int busy = 0;
            for (JsonNode slot : answer.json()) {
                busy += slot.path("is_processing").asBoolean() ? 1 : 0;
            }
            return busy;
        } catch (UncheckedIOException _) {
            return -1;
        }
    }

    private static String key(Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("").strip();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** Its process, as the daemon wrote it down. */
    public ProcessHandle process() {
        return Waiting.until(
                "a process of the engine of " + pool, SuiteSettings.START, this::recorded);
    }

    private Optional<ProcessHandle> recorded() {
        return record().flatMap(record -> ProcessHandle.of(record.path("pid").asLong()))
                .filter(ProcessHandle::isAlive);
    }

    private Optional<JsonNode> record() {
        Path file = daemon.home().resolve("run").resolve(pool + "~r0.json");
        try {
            return Optional.of(JSON.readTree(Files.readAllBytes(file)));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
