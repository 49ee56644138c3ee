package org.llamaorch.orchestrator.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one stream, appended and never changed: one writer at a time, many readers
 * (B-RES-001, ORCH-3026).
 *
 * <p>One atomic word ({@link StreamWord}) decides every race: who sealed, the current attempt, how
 * many frames are claimed. An append
 *
 * <ol>
 *   <li>reads the word and gives up if it is sealed or the attempt is not its own;
 *   <li>writes the whole frame behind the last one, where nobody looks;
 *   <li>claims it: compare-and-set of the word to one frame more. This is the append's moment: a
 *       seal that came before makes it fail, a seal that comes after finds the frame in the
 *       history;
 *   <li>stores the frame's commit word in the file, then tells readers by {@code published}.
 * </ol>
 *
 * <p>A writer may be held up between 3 and 4. Whoever changes the word next (a seal, an attempt,
 * the terminal) therefore does step 4 for it first, which both may do: so after a seal nothing
 * becomes visible any more, and no listener sees a frame that the file could lose. A writer of an
 * old attempt may still be at step 2: it writes in its own block, which nobody else uses.
 *
 * <p>Safe from any thread. The lock guards the blocks and is never taken per frame.
 */
final class FrameLog {

    private static final int NOT_ENDED = -1;

    private static final VarHandle WORD;
    private static final VarHandle PUBLISHED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WORD = lookup.findVarHandle(FrameLog.class, "word", long.class);
            PUBLISHED = lookup.findVarHandle(FrameLog.class, "published", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final long number;
    private final byte[] id;
    private final History history;
    private final StreamSettings settings;
    private final Object lock = new Object();
    private final List<Block> everyBlock = new ArrayList<>();

    private volatile long word;
    private volatile int published;
    private volatile BlockChain chain = BlockChain.EMPTY;
    private volatile int terminalOrdinal = NOT_ENDED;

    /**
     * An empty one.
     *
     * @param number of the stream, in the header of its blocks
     * @param id the task's id in UTF-8, in the same header
     */
    FrameLog(long number, byte[] id, History history, StreamSettings settings) {
        this.number = number;
        this.id = id;
        this.history = history;
        this.settings = settings;
    }

    /**
     * Takes over what a scan found; before the stream is shared.
     *
     * @param blocks with the frames, in order
     * @param others to be freed with them
     * @return the kind of the last frame; after a terminal one the log is sealed
     */
    FrameKind recover(List<Block> blocks, List<Block> others) {
        synchronized (lock) {
            everyBlock.addAll(blocks);
            everyBlock.addAll(others);
            int frames = 0;
            int attempt = 0;
            for (Block block : blocks) {
                chain = chain.with(block);
                frames += block.count();
                attempt = Math.max(attempt, block.attempt());
            }
            Block last = blocks.getLast();
            FrameKind kind = last.kind(last.count() - 1);
            if (kind.terminal()) {
                terminalOrdinal = frames - 1;
            }
            word = StreamWord.of(kind.terminal() ? StreamWord.CORE_SEAL : 0, attempt, frames);
            published = frames;
            return kind;
        }
    }

    /** Appends frame 0; before the stream is shared. */
    void start(FrameKind kind, byte[] data) throws IOException {
        byte[] frame = TokenFrame.whole(0, kind, data);
        synchronized (lock) {
            append(allocate(0, 0, frame.length, true), frame, kind);
        }
    }

    /**
     * Makes {@code attempt} the current one; what earlier attempts still append is refused.
     *
     * @return the block that the attempt's writer begins in; null when it takes a new one
     */
    @Nullable Block begin(int attempt) {
        synchronized (lock) {
            long before;
            do {
                before = word;
                complete(before);
            } while (!WORD.compareAndSet(this, before, StreamWord.withAttempt(before, attempt)));
            // The block that holds frame 0 belongs to the first attempt of this life; a later one
            // begins its own, for an earlier writer may still be scribbling there.
            Block first = chain.last();
            boolean free = first != null && first.attempt() == 0 && attempt == 1;
            return free ? first : null;
        }
    }

    /** Seals for the core: false when the engine's own end holds the seal already. */
    boolean sealByCore() {
        while (true) {
            long before = word;
            if (StreamWord.sealed(before)) {
                complete(before);
                return StreamWord.sealedBy(before, StreamWord.CORE_SEAL);
            }
            if (trySeal(before, StreamWord.CORE_SEAL)) {
                return true;
            }
        }
    }

    /** Seals for the engine's own end; false when the core was first or the attempt is old. */
    boolean sealByEngine(int attempt) {
        while (true) {
            long before = word;
            if (StreamWord.attempt(before) != attempt) {
                return false;
            }
            if (StreamWord.sealed(before)) {
                complete(before);
                return StreamWord.sealedBy(before, StreamWord.ENGINE_SEAL);
            }
            if (trySeal(before, StreamWord.ENGINE_SEAL)) {
                return true;
            }
        }
    }

    /** Sets a seal unless the word changed, and does step 4 of the last append. */
    private boolean trySeal(long before, long seal) {
        boolean mine = WORD.compareAndSet(this, before, before | seal);
        if (mine) {
            complete(before);
        }
        return mine;
    }

    /** The word that decides, for a writer's steps 1 and 3. */
    long word() {
        return word;
    }

    /**
     * Step 3: makes the frame behind the claimed ones the stream's; false when the word changed.
     */
    boolean claim(long seen) {
        return WORD.compareAndSet(this, seen, seen + 1);
    }

    /** Step 4, its second half: the frame is committed, readers may have it. */
    void publish(int ordinal) {
        PUBLISHED.compareAndSet(this, ordinal, ordinal + 1);
    }

    /**
     * A block for the frame that a writer of {@code attempt} wants to append; null when it may not.
     *
     * @throws UncheckedIOException when storage is full
     */
    @Nullable Block nextBlock(int attempt, int ordinal, int frameBytes) {
        synchronized (lock) {
            if (!StreamWord.writable(word, attempt)) {
                return null;
            }
            try {
                return allocate(ordinal, attempt, frameBytes, false);
            } catch (IOException full) {
                throw new UncheckedIOException(full);
            }
        }
    }

    /**
     * Appends the last frame, once; sets the core's seal if nobody holds one.
     *
     * @throws IOException when not even the reserve could take it
     */
    void end(FrameKind kind, byte[] data) throws IOException {
        synchronized (lock) {
            if (terminalOrdinal != NOT_ENDED) {
                return;
            }
            boolean _ = sealByCore();
            long sealed = word;
            int ordinal = StreamWord.claimed(sealed);
            byte[] frame = TokenFrame.whole(ordinal, kind, data);
            Block last = chain.last();
            // After an engine's own seal its writer has left the block for good. After the core's
            // it may be in the middle of a frame that is refused.
            boolean quiet =
                    StreamWord.sealedBy(sealed, StreamWord.ENGINE_SEAL)
                            || StreamWord.attempt(sealed) == 0;
            Block block =
                    last != null && quiet && last.fits(frame.length)
                            ? last
                            : allocate(ordinal, StreamWord.attempt(sealed), frame.length, true);
            terminalOrdinal = ordinal;
            append(block, frame, kind);
        }
    }

    /** Appends a frame that no attempt writes; under the lock, with no writer about. */
    private void append(Block block, byte[] frame, FrameKind kind) {
        block.put(frame, frame.length, kind, 0, 0, new CRC32C());
        int index = block.count();
        block.advance(frame.length);
        long before = word;
        word = before + 1;
        block.commit(index);
        published = StreamWord.claimed(before) + 1;
    }

    private Block allocate(int ordinal, int attempt, int frameBytes, boolean precious)
            throws IOException {
        int wanted = wantedBytes(precious);
        Block block = history.allocate(number, id, ordinal, attempt, wanted, frameBytes, precious);
        everyBlock.add(block);
        chain = chain.with(block);
        return block;
    }

    /**
     * Blocks double in size up to the largest; a single precious frame gets no more than it needs.
     */
    private int wantedBytes(boolean precious) {
        Block last = chain.last();
        if (last == null) {
            return settings.firstBlockBytes();
        }
        if (precious) {
            return 0;
        }
        int doubled = Math.max(2 * last.sizeBytes(), settings.firstBlockBytes());
        return Math.min(doubled, settings.largestBlockBytes());
    }

    /**
     * Step 4 for the last frame that {@code seen} has claimed, if its writer has not come to it.
     */
    private void complete(long seen) {
        int claimed = StreamWord.claimed(seen);
        if (claimed > 0 && published < claimed) {
            chain.commit(claimed - 1);
            publish(claimed - 1);
        }
    }

    /**
     * Whether a cancel, drop or expiry holds the seal: nothing but its terminal is sent any more.
     */
    boolean sealedByCore() {
        return StreamWord.sealedBy(word, StreamWord.CORE_SEAL);
    }

    /** Frames to be read now: ids 0 to {@code frames() - 1}. */
    int frames() {
        return published;
    }

    /** Token frames among them. */
    int tokens() {
        int frames = published;
        boolean ended = terminalOrdinal != NOT_ENDED && terminalOrdinal < frames;
        return Math.max(0, frames - (ended ? 2 : 1));
    }

    /** The id of the terminal frame once it can be read, else -1. */
    int terminalId() {
        int at = terminalOrdinal;
        return at < published ? at : NOT_ENDED;
    }

    /** Where the frames lie that can be read. */
    BlockChain blocks() {
        return chain;
    }

    /** Gives every block back to the history; nobody may read any more. */
    void free() {
        synchronized (lock) {
            history.free(everyBlock);
        }
    }
}
