package org.llamaorch.orchestrator.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A mapped piece of the history, filled with zeros before it is mapped, so that a full disk is an
 * {@link IOException} here and never a fault at a later store. Counters are guarded by the
 * history's lock.
 */
final class Segment {

    static final String SUFFIX = ".seg";
    static final String UNFINISHED = ".new";

    private static final int ZEROS_BYTES = 256 << 10;

    private final MemorySegment memory;
    private final Arena arena;
    private final @Nullable Path file;
    private int usedBytes;
    private int liveBlocks;

    private Segment(MemorySegment memory, Arena arena, @Nullable Path file) {
        this.memory = memory;
        this.arena = arena;
        this.file = file;
    }

    /**
     * Writes {@code bytes} zeros to a new file that only its owner may read, and maps it. Blocks.
     */
    static Segment create(Path file, long bytes) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
        Files.deleteIfExists(unfinished);
        try (FileChannel channel =
                FileChannel.open(
                        unfinished,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(bytes, ZEROS_BYTES));
            for (long left = bytes; left > 0; ) {
                zeros.clear().limit((int) Math.min(left, zeros.capacity()));
                left -= channel.write(zeros);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException full) {
            Files.deleteIfExists(unfinished);
            throw full;
        }
        return map(file);
    }

    /** Maps a whole file of an earlier life. */
    @SuppressWarnings("MustBeClosed") // the segment owns the arena and closes it
    static Segment map(Path file) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Segment(
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena),
                    arena,
                    file);
        } catch (IOException unmappable) {
            arena.close();
            throw unmappable;
        }
    }

    /** Zeroed memory without a file, for {@code durability: memory}. */
    @SuppressWarnings("MustBeClosed") // the segment owns the arena and closes it
    static Segment inMemory(long bytes) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            return new Segment(arena.allocate(bytes, Long.BYTES), arena, null);
        } catch (OutOfMemoryError full) {
            arena.close();
            throw new IOException("no memory for " + bytes + " bytes of history", full);
        }
    }

    MemorySegment memory() {
        return memory;
    }

    long sizeBytes() {
        return memory.byteSize();
    }

    int usedBytes() {
        return usedBytes;
    }

    boolean fits(int bytes) {
        return memory.byteSize() - usedBytes >= bytes;
    }

    /** Takes the next {@code bytes}; the caller knows that they fit. */
    int take(int bytes) {
        int offset = usedBytes;
        usedBytes += bytes;
        liveBlocks++;
        return offset;
    }

    /** After a scan: what it holds, with no room for more. */
    void recovered(int blocks) {
        usedBytes = (int) memory.byteSize();
        liveBlocks = blocks;
    }

    /** Gives one block back; true when it was the last. */
    boolean release() {
        return --liveBlocks == 0;
    }

    int liveBlocks() {
        return liveBlocks;
    }

    /** Unmaps without deleting. Nobody may read any more; a late reader gets an exception. */
    void unmap() {
        arena.close();
    }

    /** Unmaps and deletes. Nobody may read any more; a late reader gets an exception. */
    void delete() {
        arena.close();
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException undeletable) {
                throw new UncheckedIOException("cannot delete " + file, undeletable);
            }
        }
    }
}
