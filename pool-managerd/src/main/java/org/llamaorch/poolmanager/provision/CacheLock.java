package org.llamaorch.poolmanager.provision;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A lock on a cache entry, over processes and within this one: shared while the entry is used,
 * exclusive while it is installed or deleted (contract §7). The lock file lies beside the entry and
 * is never deleted. File locks belong to the whole process, and closing any channel of a file drops
 * them, so all holders in this process share one channel; the table of them is guarded by its
 * class.
 */
public final class CacheLock implements AutoCloseable {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final Map<Path, Held> HELD = new HashMap<>();

    private final Path file;
    private boolean open = true;

    private CacheLock(Path file) {
        this.file = file;
    }

    /** Waits up to {@code patience} for a lock that others may share; as {@link #exclusive}. */
    public static CacheLock shared(Path file, Duration patience, Runnable onWait)
            throws ProvisioningFailed, InterruptedException {
        return requireNonNull(acquire(file, true, () -> false, patience, onWait));
    }

    /**
     * Waits up to {@code patience} for a lock that nobody else has.
     *
     * @param onWait told once when it has to wait
     * @throws ProvisioningFailed when it did not get the lock in that time or the file cannot be
     *     made
     */
    public static CacheLock exclusive(Path file, Duration patience, Runnable onWait)
            throws ProvisioningFailed, InterruptedException {
        return requireNonNull(acquire(file, false, () -> false, patience, onWait));
    }

    /**
     * Waits for a lock that nobody else has, or until somebody else has made the entry: who made it
     * goes on using it, so the lock may not be had for as long as that runs.
     *
     * @param made whether the entry is there; asked again and again while it waits
     * @return null when it is there and the lock was not had
     * @throws ProvisioningFailed as {@link #exclusive}
     */
    public static @Nullable CacheLock exclusiveToMake(
            Path file, BooleanSupplier made, Duration patience, Runnable onWait)
            throws ProvisioningFailed, InterruptedException {
        return acquire(file, false, made, patience, onWait);
    }

    /** The lock file; whoever else holds a lock on it keeps the entry too. */
    public Path file() {
        return file;
    }

    /** Gives the lock back; a second time does nothing. */
    @Override
    public void close() {
        synchronized (HELD) {
            if (!open) {
                return;
            }
            open = false;
            Held held = HELD.get(file);
            if (held != null && --held.holders == 0) {
                HELD.remove(file);
                try {
                    held.channel.close();
                } catch (IOException _) {
                    // The lock goes with the process at the latest.
                }
            }
        }
    }

    /** Null only when it waited and {@code unless} holds. */
    private static @Nullable CacheLock acquire(
            Path file, boolean shared, BooleanSupplier unless, Duration patience, Runnable onWait)
            throws ProvisioningFailed, InterruptedException {
        Path absolute = file.toAbsolutePath().normalize();
        long deadline = System.nanoTime() + patience.toNanos();
        boolean told = false;
        while (true) {
            try {
                CacheLock lock = tryAcquire(absolute, shared);
                if (lock != null) {
                    return lock;
                }
            } catch (IOException problem) {
                throw new ProvisioningFailed(
                        ProvisioningFailed.Kind.NO_DISK,
                        "Cannot lock " + absolute + ": " + problem + "; is the cache writable?");
            }
            if (unless.getAsBoolean()) {
                return null;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new ProvisioningFailed(
                        ProvisioningFailed.Kind.BUSY,
                        "Another process has held "
                                + absolute
                                + " for "
                                + patience.toSeconds()
                                + " s; end it or wait until it is done.");
            }
            if (!told) {
                told = true;
                onWait.run();
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }

    private static @Nullable CacheLock tryAcquire(Path file, boolean shared) throws IOException {
        synchronized (HELD) {
            Held held = HELD.get(file);
            if (held != null) {
                if (!shared || !held.shared) {
                    return null;
                }
                held.holders++;
                return new CacheLock(file);
            }
            Files.createDirectories(file.getParent());
            FileChannel channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            FileLock lock = null;
            try {
                lock = channel.tryLock(0, Long.MAX_VALUE, shared);
            } finally {
                if (lock == null) {
                    channel.close();
                }
            }
            if (lock == null) {
                return null;
            }
            HELD.put(file, new Held(channel, shared));
            return new CacheLock(file);
        }
    }

    /** The one channel of a lock file in this process; guarded by the table's lock. */
    private static final class Held {
        private final FileChannel channel;
        private final boolean shared;
        private int holders = 1;

        private Held(FileChannel channel, boolean shared) {
            this.channel = channel;
            this.shared = shared;
        }
    }
}
