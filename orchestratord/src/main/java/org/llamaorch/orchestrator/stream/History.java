package org.llamaorch.orchestrator.stream;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The segments that all streams share, and the bump allocator that cuts blocks from them. Safe from
 * any thread: one lock, taken once a block and never once a frame. The next segment is prepared in
 * the background, so that an event loop seldom waits for zeros to be written.
 */
final class History implements AutoCloseable {

    /** Makes a segment, or says why not. Replaced in tests by one that runs out of disk. */
    @FunctionalInterface
    interface SegmentMaker {
        Segment make(long bytes) throws IOException;
    }

    private static final long CLOSE_WAIT_MS = 5_000;
    private static final long PREPARED_WAIT_MS = 1_000;

    private final StreamSettings settings;
    private final StorageWatch watch;
    private final SegmentMaker maker;
    private final BooleanSupplier makeRoom;
    private final Object lock = new Object();
    private final List<Segment> segments = new ArrayList<>();
    private Segment current;
    private Segment reserve;
    private @Nullable Segment spare;
    private @Nullable Thread preparing;
    private boolean full;
    private boolean closed;
    private long totalBytes;

    /**
     * Makes the first segment and the reserve. Blocks.
     *
     * @param recovered segments of an earlier life; they take no new blocks
     * @param makeRoom frees something old when storage is short; false when there is nothing
     */
    History(
            StreamSettings settings,
            StorageWatch watch,
            SegmentMaker maker,
            List<Segment> recovered,
            BooleanSupplier makeRoom)
            throws IOException {
        this.settings = settings;
        this.watch = watch;
        this.maker = maker;
        this.makeRoom = makeRoom;
        for (Segment segment : recovered) {
            segments.add(segment);
            totalBytes += segment.sizeBytes();
        }
        this.reserve = maker.make(settings.reserveBytes());
        totalBytes += reserve.sizeBytes();
        segments.add(reserve);
        this.current = maker.make(settings.segmentBytes());
        totalBytes += current.sizeBytes();
        segments.add(current);
    }

    /** Makes segments as files of {@code folder}, or in memory when there is none. */
    static SegmentMaker maker(@Nullable Path folder, int epoch) {
        if (folder == null) {
            return Segment::inMemory;
        }
        int[] next = {0};
        return bytes -> {
            int number;
            synchronized (next) {
                number = next[0]++;
            }
            return Segment.create(
                    folder.resolve("%08x-%08x%s".formatted(epoch, number, Segment.SUFFIX)), bytes);
        };
    }

    /** The segment files of an earlier life, in order of their making; leftovers are deleted. */
    static List<Path> files(Path folder) throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> listed = Files.newDirectoryStream(folder)) {
            for (Path file : listed) {
                String name = file.getFileName().toString();
                if (name.endsWith(Segment.UNFINISHED)) {
                    Files.delete(file);
                } else if (name.endsWith(Segment.SUFFIX)) {
                    files.add(file);
                }
            }
        }
        files.sort(null);
        return files;
    }

    /**
     * Cuts a block for a stream.
     *
     * @param wantedBytes size of the block by growth
     * @param frameBytes the frame that must fit in it
     * @param precious whether the reserve may be used: a terminal, or the {@code started} frame of
     *     a task that is accepted already
     * @throws IOException when storage is full; the watch has heard of it
     */
    Block allocate(
            long number,
            byte[] id,
            int firstOrdinal,
            int attempt,
            int wantedBytes,
            int frameBytes,
            boolean precious)
            throws IOException {
        if (frameBytes > settings.maxFrameBytes()) {
            throw new IOException("a frame of " + frameBytes + " bytes is over the limit");
        }
        int bytes =
                (Math.max(
                                        wantedBytes,
                                        Block.overheadBytes(id.length)
                                                + frameBytes
                                                + Block.ENTRY_BYTES)
                                + 7)
                        & -8;
        while (true) {
            IOException failure;
            synchronized (lock) {
                try {
                    if (full) {
                        throw new IOException("the history is full");
                    }
                    return cut(room(bytes), bytes, number, id, firstOrdinal, attempt);
                } catch (IOException refused) {
                    failure = refused;
                }
            }
            if (makeRoom.getAsBoolean()) {
                tryAgain();
            } else {
                tellFull(failure);
                if (precious) {
                    return allocateReserve(number, id, firstOrdinal, attempt, frameBytes, failure);
                }
                throw failure;
            }
        }
    }

    private Block allocateReserve(
            long number, byte[] id, int firstOrdinal, int attempt, int frameBytes, IOException why)
            throws IOException {
        int bytes = (Block.overheadBytes(id.length) + frameBytes + Block.ENTRY_BYTES + 7) & -8;
        synchronized (lock) {
            if (reserve.fits(bytes)) {
                return cut(reserve, bytes, number, id, firstOrdinal, attempt);
            }
        }
        throw why;
    }

    private Block cut(
            Segment segment, int bytes, long number, byte[] id, int firstOrdinal, int attempt) {
        // The header is laid under the lock: a scan stops where no header is, so that none may be
        // missing in front of a later block.
        return Block.create(segment, segment.take(bytes), bytes, number, id, firstOrdinal, attempt);
    }

    private Segment room(int bytes) throws IOException {
        if (closed) {
            throw new IOException("the history is closed");
        }
        if (bytes > settings.segmentBytes()) {
            return add(make(bytes));
        }
        awaitPrepared(bytes);
        if (!current.fits(bytes)) {
            Segment next = spare;
            spare = null;
            Segment before = current;
            current = next != null ? next : add(make(settings.segmentBytes()));
            dropIfEmpty(before);
        }
        if (current.usedBytes() + bytes > current.sizeBytes() / 2
                && spare == null
                && preparing == null
                && totalBytes + settings.segmentBytes() <= settings.totalBytes()) {
            preparing = Thread.ofVirtual().name("history-segment").start(this::prepare);
        }
        return current;
    }

    /**
     * A segment on its way is waited for: it costs no more time than another one would, and near
     * the limit there is no room for both.
     */
    private void awaitPrepared(int bytes) {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PREPARED_WAIT_MS);
        try {
            while (!current.fits(bytes) && spare == null && preparing != null) {
                long leftNanos = deadlineNanos - System.nanoTime();
                if (leftNanos <= 0) {
                    return;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, leftNanos);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Segment make(long bytes) throws IOException {
        if (totalBytes + bytes > settings.totalBytes()) {
            throw new IOException(
                    "the history is at its limit of " + settings.totalBytes() + " bytes");
        }
        return maker.make(bytes);
    }

    private Segment add(Segment segment) {
        segments.add(segment);
        totalBytes += segment.sizeBytes();
        return segment;
    }

    /** Makes the next segment; a failure here is met again, and told, by the allocation. */
    private void prepare() {
        @Nullable Segment made;
        try {
            made = maker.make(settings.segmentBytes());
        } catch (IOException _) {
            made = null;
        }
        synchronized (lock) {
            preparing = null;
            lock.notifyAll();
            if (made != null && (closed || spare != null)) {
                made.delete();
            } else if (made != null) {
                spare = add(made);
            }
        }
    }

    private void tellFull(IOException cause) {
        boolean news;
        synchronized (lock) {
            news = !full;
            full = true;
        }
        if (news) {
            watch.full(cause);
        }
    }

    /** Looks whether storage is there again; call now and then. Blocks while a segment is made. */
    void tryAgain() {
        synchronized (lock) {
            if (!full || closed) {
                return;
            }
            try {
                if (spare == null) {
                    spare = add(make(settings.segmentBytes()));
                }
                if (reserve.usedBytes() > 0) {
                    Segment fresh = add(make(settings.reserveBytes()));
                    Segment before = reserve;
                    reserve = fresh;
                    dropIfEmpty(before);
                }
            } catch (IOException _) {
                return;
            }
            full = false;
        }
        watch.available();
    }

    /** Gives blocks back; segments that hold nothing any more are unmapped and deleted. */
    void free(List<Block> blocks) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            for (Block block : blocks) {
                block.free();
                if (block.segment().release()) {
                    dropIfEmpty(block.segment());
                }
            }
        }
    }

    private void dropIfEmpty(Segment segment) {
        if (segment.liveBlocks() == 0
                && segment != current
                && segment != reserve
                && segment != spare
                && segments.remove(segment)) {
            totalBytes -= segment.sizeBytes();
            segment.delete();
        }
    }

    /** Bytes of all segments together. */
    long totalBytes() {
        synchronized (lock) {
            return totalBytes;
        }
    }

    boolean isFull() {
        synchronized (lock) {
            return full;
        }
    }

    /**
     * Unmaps everything; nobody may write or read any more. Files stay. Waits for a segment that is
     * being prepared, at most {@link #CLOSE_WAIT_MS}.
     */
    @Override
    public void close() {
        Thread maker;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            maker = preparing;
            segments.forEach(Segment::unmap);
        }
        if (maker != null) {
            try {
                maker.join(CLOSE_WAIT_MS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
