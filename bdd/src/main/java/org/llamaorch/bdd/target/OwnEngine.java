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
        int busy = 0;
        try {
            for (JsonNode slot : new Api(address()).get("/slots").json()) {
                busy += slot.path("is_processing").asBoolean() ? 1 : 0;
            }
        } catch (UncheckedIOException | AssertionError _) {
            return -1;
        }
        return busy;
    }

    /** Its process, as the daemon wrote it down. */
    public ProcessHandle process() {
        return Waiting.until(
                "a process of the engine of " + pool, SuiteSettings.START, this::recorded);
    }

    private Optional<ProcessHandle> recorded() {
        Path record = daemon.home().resolve("run").resolve(pool + "~r0.json");
        try {
            long pid = JSON.readTree(Files.readAllBytes(record)).path("pid").asLong();
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
