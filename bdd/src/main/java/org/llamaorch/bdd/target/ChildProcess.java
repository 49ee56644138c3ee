package org.llamaorch.bdd.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process that a scenario started, with a log of all it printed; ended with the scenario. */
public final class ChildProcess implements AutoCloseable {

    private static final Set<ChildProcess> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        // Who interrupts the suite wants nothing of it left.
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .unstarted(() -> ALIVE.forEach(ChildProcess::leaveNothing)));
    }

    private final Process process;
    private final Path log;
    private volatile List<ProcessHandle> orphans = List.of();

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts {@code command} with {@code environment} over the suite's own, of which the product's
     * settings are left out, but for where its cache is; output goes to {@code log}.
     */
    public static ChildProcess start(
            List<String> command, Map<String, String> environment, Path log) {
        return start(command, environment, log, Path.of(""));
    }

    /** The same in a working folder of its own. */
    static ChildProcess start(
            List<String> command, Map<String, String> environment, Path log, Path folder) {
        ProcessBuilder builder =
                new ProcessBuilder(new ArrayList<>(command))
                        .directory(folder.toAbsolutePath().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(ChildProcess::isSetting);
        builder.environment().putAll(environment);
        try {
            ChildProcess child = new ChildProcess(builder.start(), log);
            ALIVE.add(child);
            return child;
        } catch (IOException cause) {
            throw new UncheckedIOException("cannot start " + command.getFirst(), cause);
        }
    }

    private static boolean isSetting(String name) {
        return name.startsWith("ORCHD_")
                || name.startsWith("AUTH_")
                || name.startsWith("LLORCH_")
                || name.startsWith("OTEL_")
                || name.equals("LLAMA_ORCH_HOME");
    }

    /**
     * The first group of the first match of {@code pattern} in the output, waited for up to {@code
     * limit}.
     */
    public String awaitOutput(Pattern pattern, Duration limit) {
        return Waiting.until(
                "output like " + pattern + " from the process",
                limit,
                () -> {
                    Matcher matcher = pattern.matcher(output());
                    if (matcher.find()) {
                        return Optional.of(matcher.group(1));
                    }
                    if (!process.isAlive()) {
                        throw new AssertionError(
                                "the process ended with exit code "
                                        + process.exitValue()
                                        + ":\n"
                                        + output());
                    }
                    return Optional.empty();
                });
    }

    /** Everything printed so far. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL, and waits until it is gone. What it had started itself lives on. */
    public void kill() {
        stop();
        orphans = process.descendants().toList();
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(10));
    }

    /** SIGKILL for it and for all it started, also for what outlived its death by {@link #kill}. */
    public void leaveNothing() {
        List<ProcessHandle> started = new ArrayList<>(orphans);
        stop();
        process.descendants().forEach(started::add);
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
        ALIVE.remove(this);
    }

    /**
     * SIGSTOP, so that it starts nothing between the look at what it has started and its end; what
     * is started then would outlive everybody.
     */
    private void stop() {
        if (!process.isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("sh", "-c", "kill -STOP " + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException cause) {
            throw new UncheckedIOException("cannot stop a process", cause);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGTERM; returns at once. */
    public void terminate() {
        process.destroy();
    }

    /** The exit code, waited for up to {@code limit}. */
    public int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        "the process "
                                + process.pid()
                                + " still runs after "
                                + limit
                                + ":\n"
                                + output());
            }
            return process.exitValue();
        } catch (InterruptedException cause) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a process", cause);
        }
    }

    @Override
    public void close() {
        ALIVE.remove(this);
        process.destroy();
        try {
            if (!process.waitFor(8, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
