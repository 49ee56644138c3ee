package org.llamaorch.poolmanager.provision.fetch;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a download has come, beside its target: the bytes, and a note of what they are of, so
 * that another try or another process can go on. Under the entry's lock.
 */
final class PartFile {

    private final Path target;
    private final Path part;
    private final Path note;

    PartFile(Path target) {
        this.target = target;
        this.part = target.resolveSibling(target.getFileName() + ".part");
        this.note = target.resolveSibling(target.getFileName() + ".part.note");
    }

    Path path() {
        return part;
    }

    /** The folder of the target. */
    Path folder() {
        return requireNonNull(target.toAbsolutePath().getParent());
    }

    /** Bytes that are there and of this; 0 when there are none or they are of something else. */
    long usable(Wanted wanted) throws IOException {
        if (!Files.exists(part) || source(wanted) == null) {
            return 0;
        }
        boolean checkable = wanted.sha256() != null || validator() != null;
        return checkable ? Files.size(part) : 0;
    }

    private @Nullable String source(Wanted wanted) throws IOException {
        List<String> lines = lines();
        return lines.size() == 2 && lines.get(0).equals(wanted.uri().toString())
                ? lines.get(0)
                : null;
    }

    /** The entity tag that was told with the bytes; null for none. */
    @Nullable String validator() throws IOException {
        List<String> lines = lines();
        return lines.size() == 2 && !lines.get(1).isEmpty() ? lines.get(1) : null;
    }

    private List<String> lines() throws IOException {
        return Files.exists(note) ? List.of(Files.readString(note).split("\n", -1)) : List.of();
    }

    /** Begins anew: nothing has come. */
    void begin(Wanted wanted, @Nullable String validator) throws IOException {
        Files.deleteIfExists(part);
        Files.createDirectories(folder());
        Files.createFile(part);
        Files.writeString(note, wanted.uri() + "\n" + (validator == null ? "" : validator));
    }

    /** It is whole: synced, and given its name. */
    void complete() throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        Files.deleteIfExists(note);
    }

    /** It is nothing that anybody wants. */
    void discard() throws IOException {
        Files.deleteIfExists(part);
        Files.deleteIfExists(note);
    }
}
