package org.llamaorch.bdd.target;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A small file system in memory under a daemon's state folder, seen by that daemon alone: mounted
 * in a name space of its own, for which nobody has to be root. The suite reaches it through the
 * daemon's process.
 *
 * @param folder where it is mounted
 * @param megabytes its size
 */
public record SmallDisk(Path folder, int megabytes) {

    private static final String FILLER = "filler";
    private static final int PIECE_BYTES = 65_536;

    /** Why there can be none on this machine; empty when there can. */
    public static Optional<String> missing(Path scratch) {
        try {
            Files.createDirectories(scratch.resolve("disk"));
            ChildProcess tried =
                    ChildProcess.start(
                            new SmallDisk(scratch.resolve("disk"), 1).before(List.of("true")),
                            Map.of(),
                            scratch.resolve("disk.log"));
            return tried.awaitExit(SuiteSettings.SOON) == 0
                    ? Optional.empty()
                    : Optional.of("no file system may be mounted here: " + tried.output().strip());
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } catch (UncheckedIOException _) {
            return Optional.of("there is no unshare");
        }
    }

    /** The same command with this file system under it. */
    List<String> before(List<String> command) {
        List<String> all = new java.util.ArrayList<>();
        all.addAll(List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c"));
        all.add("mount -t tmpfs -o size=" + megabytes + "m,mode=700 none \"$0\" && exec \"$@\"");
        all.add(folder.toString());
        all.addAll(command);
        return all;
    }

    /** Takes all the room that is left, seen from the process with this id. */
    void fill(long pid) {
        byte[] piece = new byte[PIECE_BYTES];
        try (OutputStream out =
                Files.newOutputStream(
                        seenBy(pid),
                        java.nio.file.StandardOpenOption.CREATE,
                        java.nio.file.StandardOpenOption.APPEND)) {
            for (int written = 0; written <= megabytes * 16; written++) {
                out.write(piece);
            }
            throw new AssertionError("the disk does not fill");
        } catch (IOException cause) {
            if (!String.valueOf(cause.getMessage()).contains("No space left")) {
                throw new UncheckedIOException(cause);
            }
        }
    }

    /** Gives it back. */
    void empty(long pid) {
        try {
            Files.delete(seenBy(pid));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private Path seenBy(long pid) {
        return Path.of("/proc", Long.toString(pid), "root")
                .resolve(folder.toString().substring(1))
                .resolve(FILLER);
    }
}
