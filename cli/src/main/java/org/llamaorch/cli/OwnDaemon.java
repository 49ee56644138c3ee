package org.llamaorch.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.daemon.Daemon;
import org.llamaorch.orchestrator.observe.LogSettings;
import org.llamaorch.orchestrator.observe.Logs;
import tools.jackson.databind.JsonNode;

/**
 * The daemon that {@code run} starts for its call, in this process. Its log goes to {@code
 * logs/run.log} under the state folder, for stdout belongs to the tokens. Confined to the calling
 * thread, but for the watch.
 */
final class OwnDaemon implements AutoCloseable {

    private static final long WATCH_EVERY_MS = 500;

    /** An error that stands so long, while nothing is tried, is one that stays. */
    private static final Duration LASTING = Duration.ofSeconds(4);

    private final Logs logs;
    private final Daemon daemon;
    private final @Nullable String token;
    private final @Nullable Path temporaryHome;
    private volatile @Nullable String failure;
    private volatile boolean closed;

    private OwnDaemon(
            Logs logs, Daemon daemon, @Nullable String token, @Nullable Path temporaryHome) {
        this.logs = logs;
        this.daemon = daemon;
        this.token = token;
        this.temporaryHome = temporaryHome;
    }

    /**
     * Starts one at the configured address, or, when another daemon answers there, beside it: on a
     * free port and a state folder that goes with the call.
     */
    static OwnDaemon start(
            DaemonOptions options, @Nullable String address, boolean beside, StatusLine status) {
        Path temporary = beside ? temporaryHome() : null;
        Config config = DaemonStart.configuration(options, beside ? "127.0.0.1:0" : address, null);
        if (temporary != null) {
            config = config.withHome(temporary);
        }
        Logs logs = logs(config.home());
        try {
            return new OwnDaemon(
                    logs,
                    DaemonStart.start(config, status::note),
                    config.access().authToken(),
                    temporary);
        } catch (RuntimeException refused) {
            logs.close();
            throw refused;
        }
    }

    URI address() {
        return daemon.address();
    }

    @Nullable String token() {
        return token;
    }

    /** Why the task cannot run here; null when nothing is known against it. */
    @Nullable String failure() {
        return failure;
    }

    /**
     * Watches the pools in the background: when none of them is ready or being started, and one has
     * said what is wrong for some seconds, {@code giveUp} is called once.
     */
    void watchForFailure(OrchestratorClient client, Runnable giveUp) {
        Thread.ofVirtual()
                .name("watch")
                .start(() -> {
                    try {
                        watch(client, giveUp);
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private void watch(OrchestratorClient client, Runnable giveUp) throws InterruptedException {
        String before = null;
        long since = 0;
        while (!closed) {
            Thread.sleep(WATCH_EVERY_MS);
            String now = lastError(client);
            if (now == null || !now.equals(before)) {
                before = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since >= LASTING.toNanos()) {
                failure = now;
                giveUp.run();
                return;
            }
        }
    }

    private static @Nullable String lastError(OrchestratorClient client) {
        JsonNode pools;
        try {
            pools = client.get("/v2/pools").path("pools");
        } catch (CommandFailure leaving) {
            return null;
        }
        String error = null;
        for (JsonNode pool : pools) {
            if (pool.path("ready").asBoolean(false) || pool.path("live").asBoolean(false)) {
                return null;
            }
            error = pool.path("last_error").asString(error);
        }
        return error;
    }

    /** Ends everything it started: the engine, the daemon, a temporary state folder. */
    @Override
    public void close() {
        closed = true;
        daemon.close();
        logs.close();
        if (temporaryHome != null) {
            deleteTree(temporaryHome);
        }
    }

    private static Logs logs(Path home) {
        LogSettings usual = LogSettings.defaults();
        LogSettings settings =
                new LogSettings(LogSettings.Format.JSON, false, usual.level(), usual.waitingMost());
        Path file = home.resolve("logs").resolve("run.log");
        try {
            Files.createDirectories(file.getParent());
            return Logs.start(settings, Files.newOutputStream(file));
        } catch (IOException unwritable) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "cannot write "
                            + file
                            + ": give the folder to this user, or set LLAMA_ORCH_HOME to one that is"
                            + " yours.",
                    unwritable);
        }
    }

    private static Path temporaryHome() {
        try {
            return Files.createTempDirectory("llama-orch-run");
        } catch (IOException unwritable) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "cannot make a temporary folder: " + unwritable.getMessage() + ".",
                    unwritable);
        }
    }

    static void deleteTree(Path root) {
        try (var paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException leftOver) {
            System.err.println(
                    "llama-orch: could not delete " + root + ": " + leftOver.getMessage());
        }
    }
}
