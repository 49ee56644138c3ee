package org.llamaorch.orchestrator.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a daemon's state, held by one daemon for its life through a locked file that names
 * its process. The lock ends with the process, however that ends.
 */
public final class StateFolder implements AutoCloseable {

    private static final String LOCK_FILE = "daemon.lock";

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final FileChannel channel;

    private StateFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes the folder where it is missing (mode 0700) and takes it. Does not wait.
     *
     * @throws StateUnusable when another daemon holds it, or it cannot be made or written
     */
    public static StateFolder open(Path path) {
        Path lockFile = path.resolve(LOCK_FILE);
        FileChannel channel = null;
        try {
            Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            takeForOwner(path);
            channel =
                    FileChannel.open(
                            lockFile,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw heldElsewhere(path, channel);
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(ownPid().getBytes(StandardCharsets.US_ASCII)), 0);
            return new StateFolder(path, channel);
        } catch (OverlappingFileLockException e) {
            throw new StateUnusable("This process holds the state folder " + path + " already.", e);
        } catch (AccessDeniedException e) {
            close(channel);
            throw new StateUnusable(
                    "No permission to write in the state folder "
                            + path
                            + ": give it to this user, or set LLAMA_ORCH_HOME to a folder that is"
                            + " yours.",
                    e);
        } catch (FileAlreadyExistsException e) {
            throw new StateUnusable(
                    "The state folder "
                            + path
                            + " is a file: move it away, or set LLAMA_ORCH_HOME to a folder.",
                    e);
        } catch (IOException e) {
            close(channel);
            throw new StateUnusable(
                    "The state folder "
                            + path
                            + " cannot be used ("
                            + e.getMessage()
                            + "): set LLAMA_ORCH_HOME to a folder on a local disk.",
                    e);
        }
    }

    public Path path() {
        return path;
    }

    /** Lets another daemon take the folder. */
    @Override
    public void close() {
        close(channel);
    }

    private static void takeForOwner(Path path) throws IOException {
        if (!Files.isWritable(path)) {
            throw new AccessDeniedException(path.toString());
        }
        if (!Files.getPosixFilePermissions(path).equals(OWNER_ONLY)) {
            try {
                Files.setPosixFilePermissions(path, OWNER_ONLY);
            } catch (FileSystemException e) {
                throw new AccessDeniedException(path.toString(), null, e.getReason());
            }
        }
    }

    private static String ownPid() {
        return ProcessHandle.current().pid() + "\n";
    }

    private static StateUnusable heldElsewhere(Path path, FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(32);
        channel.read(pid, 0);
        channel.close();
        String holder = new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII);
        return new StateUnusable(
                "Another daemon (process "
                        + holder.strip()
                        + ") uses the state folder "
                        + path
                        + ": stop it, or set LLAMA_ORCH_HOME to another folder.");
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException _) {
                // The lock ends with the process at the latest.
            }
        }
    }
}
