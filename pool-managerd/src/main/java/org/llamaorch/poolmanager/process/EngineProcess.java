package org.llamaorch.poolmanager.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A running engine, in a session and process group of its own: started here, or adopted from a
 * daemon that died. Its output goes to a file, so that it survives us. Immutable; any thread.
 */
public final class EngineProcess {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(25);
    private static final Duration AFTER_KILL = Duration.ofSeconds(5);
    private static final Set<PosixFilePermission> PRIVATE =
            PosixFilePermissions.fromString("rw-------");
    private static final List<Path> SETSID =
            List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

    private final ProcessIdentity identity;
    private final @Nullable Process child;

    private EngineProcess(ProcessIdentity identity, @Nullable Process child) {
        this.identity = identity;
        this.child = child;
    }

    /**
     * Starts an engine; its output is appended to {@code outputFile}, mode 0600.
     *
     * @throws IOException when the program cannot be started
     */
    public static EngineProcess spawn(EngineCommand command, Path outputFile) throws IOException {
        Files.createDirectories(outputFile.toAbsolutePath().getParent());
        if (!Files.exists(outputFile)) {
            Files.createFile(outputFile, PosixFilePermissions.asFileAttribute(PRIVATE));
        }
        List<String> arguments = new ArrayList<>();
        for (Path setsid : SETSID) {
            // Without it the launcher begins the session itself, a moment later.
            if (Files.isExecutable(setsid)) {
                arguments.add(setsid.toString());
                break;
            }
        }
        arguments.addAll(command.arguments());
        ProcessBuilder builder = new ProcessBuilder(arguments);
        builder.environment().clear();
        builder.environment().putAll(command.environment());
        builder.directory(Path.of("/").toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(outputFile.toFile()));
        builder.redirectErrorStream(true);
        Process child = builder.start();
        long startTicks = Proc.stat(child.pid()).map(Proc.Stat::startTicks).orElse(0L);
        return new EngineProcess(
                new ProcessIdentity(
                        child.pid(),
                        startTicks,
                        Proc.bootId(),
                        Proc.argumentsHash(command.arguments())),
                child);
    }

    /** A process whose identity was proven: see {@link ProcessIdentity#provenAlive}. */
    public static EngineProcess adopted(ProcessIdentity identity) {
        return new EngineProcess(identity, null);
    }

    public ProcessIdentity identity() {
        return identity;
    }

    /**
     * The identity with the arguments as the system tells them now: a script's interpreter or a
     * program that renames itself has changed them since the start.
     */
    public ProcessIdentity observedIdentity() {
        return Proc.argumentsHash(identity.pid())
                .map(hash ->
                        new ProcessIdentity(
                                identity.pid(), identity.startTicks(), identity.bootId(), hash))
                .orElse(identity);
    }

    public boolean alive() {
        return child != null ? child.isAlive() : identity.alive();
    }

    /**
     * Waits until it has ended: its exit code, 128 and the signal's number when a signal ended it;
     * empty when it was adopted, because only a parent is told.
     */
    public OptionalInt awaitEnd() throws InterruptedException {
        if (child != null) {
            return OptionalInt.of(child.waitFor());
        }
        while (identity.alive()) {
            Thread.sleep(LOOK_AGAIN.multipliedBy(4));
        }
        return OptionalInt.empty();
    }

    /**
     * Ends it and everything in its group: SIGTERM, {@code grace}, SIGKILL (contract §9). Blocks
     * until it is gone; at once when it is already.
     */
    public void end(Duration grace) throws InterruptedException {
        if (alive()) {
            if (!Signals.sendToGroup(identity.pid(), Signals.TERMINATE)) {
                // It has not begun its session yet.
                Signals.send(identity.pid(), Signals.TERMINATE);
            }
            awaitGone(grace);
        }
        endGroup();
        if (alive()) {
            Signals.send(identity.pid(), Signals.KILL);
        }
        awaitGone(AFTER_KILL);
    }

    /** What of its group is left goes; the group's number is nobody else's while a member lives. */
    private void endGroup() {
        if (!identity.taken()) {
            Signals.sendToGroup(identity.pid(), Signals.KILL);
        }
    }

    private void awaitGone(Duration patience) throws InterruptedException {
        if (child != null) {
            boolean _ = child.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
            return;
        }
        long deadline = System.nanoTime() + patience.toNanos();
        while (identity.alive() && System.nanoTime() - deadline < 0) {
            Thread.sleep(LOOK_AGAIN);
        }
    }
}
