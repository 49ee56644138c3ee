package org.llamaorch.orchestrator.stream;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.engines.TokenSink;

/**
 * The numbered frames of one task: one writer at a time, many readers (B-RES-001, ORCH-3026).
 *
 * <p>One atomic word decides every race: who sealed, the current attempt, how many frames are
 * claimed. An append
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
 * <p>Safe from any thread. The lock guards blocks and listeners and is never taken per frame.
 */
public final class TaskStream {

    private static final long CORE_SEAL = 1L << 63;
    private static final long ENGINE_SEAL = 1L << 62;
    private static final long SEALS = CORE_SEAL | ENGINE_SEAL;
    private static final int ATTEMPT_SHIFT = 32;
    private static final int ATTEMPT_MASK = (1 << 30) - 1;
    private static final int NOT_ENDED = -1;

    private static final VarHandle STATE;
    private static final VarHandle PUBLISHED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(TaskStream.class, "state", long.class);
            PUBLISHED = lookup.findVarHandle(TaskStream.class, "published", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final String taskId;
    private final byte[] id;
    private final long number;
    private final History history;
    private final StreamSettings settings;
    private final ListenerSet listeners;
    private final Object lock = new Object();
    private final List<Block> everyBlock = new ArrayList<>();
    private final TextDigest digest = new TextDigest();

    private volatile long state;
    private volatile int published;
    private volatile BlockChain chain = BlockChain.EMPTY;
    private volatile int terminalOrdinal = NOT_ENDED;
    private volatile @Nullable Terminal terminal;
    private volatile @Nullable EventLoop home;
    private volatile long endedAtMs = Long.MAX_VALUE;
    private int pins;
    private boolean freed;

    /** A new stream, empty. */
    TaskStream(
            String taskId,
            long number,
            History history,
            StreamSettings settings,
            ListenerCounts counts) {
        this.taskId = taskId;
        this.id = taskId.getBytes(StandardCharsets.UTF_8);
        this.number = number;
        this.history = history;
        this.settings = settings;
        this.listeners = new ListenerSet(taskId, counts);
    }

    public String taskId() {
        return taskId;
    }

    /**
     * The event loop of the caller that submitted the task; null when it is not known, as after a
     * restart. Frames that are written there reach a listener there without waking a thread.
     */
    public @Nullable EventLoop home() {
        return home;
    }

    void home(@Nullable EventLoop loop) {
        home = loop;
    }

    /**
     * Takes over what a scan found: {@code blocks} in order, {@code others} to be freed with it.
     */
    void recovered(List<Block> blocks, List<Block> others, long nowMs) {
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
            long seal = 0;
            if (kind.terminal()) {
                seal = CORE_SEAL;
                terminalOrdinal = frames - 1;
                terminal = FrameJson.readTerminal(kind, data(frames - 1));
                endedAtMs = nowMs;
            }
            state = seal | (long) attempt << ATTEMPT_SHIFT | frames;
            published = frames;
        }
    }

    /** Appends frame 0; before the stream is shared. */
    void start(int queuePosition, long predictedStartMs) throws IOException {
        byte[] frame =
                TokenFrame.whole(
                        0, FrameKind.STARTED, FrameJson.started(queuePosition, predictedStartMs));
        synchronized (lock) {
            Block block = allocate(0, 0, frame.length, true);
            append(block, frame, FrameKind.STARTED);
        }
    }

    /**
     * Makes {@code attempt} the current one; what earlier attempts still append is refused. The
     * sink is confined to the event loop of its engine. It throws {@link UncheckedIOException} when
     * the history can take no more frames.
     */
    public TokenSink attempt(int attempt) {
        synchronized (lock) {
            long before;
            do {
                before = state;
                complete(claimed(before));
            } while (!STATE.compareAndSet(
                    this,
                    before,
                    (before & (SEALS | 0xffff_ffffL))
                            | (long) (attempt & ATTEMPT_MASK) << ATTEMPT_SHIFT));
            complete(claimed(before));
            // The block that holds frame 0 belongs to the first attempt of this life; a later one
            // begins its own, for an earlier writer may still be scribbling there.
            Block first = chain.last();
            boolean free = first != null && first.attempt() == 0 && attempt == 1;
            return new AttemptSink(this, attempt & ATTEMPT_MASK, free ? first : null);
        }
    }

    /** Seals for the core: false when the engine's own end holds the seal already. */
    boolean seal() {
        return seal(CORE_SEAL, ATTEMPT_MASK);
    }

    private boolean seal(long by, int attempt) {
        while (true) {
            long before = state;
            if (by == ENGINE_SEAL && attemptOf(before) != attempt) {
                return false;
            }
            if ((before & SEALS) != 0) {
                complete(claimed(before));
                return (before & by) != 0;
            }
            if (STATE.compareAndSet(this, before, before | by)) {
                complete(claimed(before));
                return true;
            }
        }
    }

    /** Seals for the engine's own end; false when the core was first or the attempt is old. */
    boolean sealByEngine(int attempt) {
        return seal(ENGINE_SEAL, attempt);
    }

    /** The word that decides, for a writer's steps 1 and 3. */
    long word() {
        return state;
    }

    /** Step 1: whether a writer of {@code attempt} may append. */
    static boolean writable(long word, int attempt) {
        return (word & SEALS) == 0 && attemptOf(word) == attempt;
    }

    /**
     * Step 3: makes the frame behind the claimed ones the stream's; false when the word changed.
     */
    boolean claim(long word) {
        return STATE.compareAndSet(this, word, word + 1);
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
            if (!writable(state, attempt)) {
                return null;
            }
            try {
                return allocate(ordinal, attempt, frameBytes, false);
            } catch (IOException full) {
                throw new UncheckedIOException(full);
            }
        }
    }

    /** Digest of the text so far; for the current writer only. */
    TextDigest digest() {
        return digest;
    }

    /**
     * Whether a cancel, drop or expiry holds the seal: nothing but its terminal is sent any more.
     */
    boolean sealedByCore() {
        return (state & CORE_SEAL) != 0;
    }

    /**
     * Appends the terminal frame; once, later calls are without effect.
     *
     * @throws IOException when not even the reserve could take it
     */
    void finish(Terminal how, long nowMs) throws IOException {
        synchronized (lock) {
            if (terminalOrdinal != NOT_ENDED || freed) {
                return;
            }
            seal();
            int ordinal = claimed(state);
            FrameKind kind =
                    switch (how) {
                        case Terminal.End _ -> FrameKind.END;
                        case Terminal.Failure _ -> FrameKind.ERROR;
                    };
            byte[] frame = TokenFrame.whole(ordinal, kind, FrameJson.terminal(how));
            Block last = chain.last();
            // After an engine's own seal its writer has left the block for good. After the core's
            // it may be in the middle of a frame that is refused.
            boolean quiet = (state & ENGINE_SEAL) != 0 || attemptOf(state) == 0;
            Block block =
                    last != null && quiet && last.fits(frame.length)
                            ? last
                            : allocate(ordinal, attemptOf(state), frame.length, true);
            terminal = how;
            terminalOrdinal = ordinal;
            endedAtMs = nowMs;
            append(block, frame, kind);
        }
        wake();
    }

    /** Appends a frame that no attempt writes; under the lock, with no writer about. */
    private void append(Block block, byte[] frame, FrameKind kind) {
        block.put(frame, frame.length, kind, 0, 0, new CRC32C());
        int index = block.count();
        block.advance(frame.length);
        long before = state;
        int ordinal = claimed(before);
        state = before + 1;
        block.commit(index);
        published = ordinal + 1;
    }

    private Block allocate(int ordinal, int attempt, int frameBytes, boolean precious)
            throws IOException {
        Block last = chain.last();
        int wanted =
                last == null
                        ? settings.firstBlockBytes()
                        : precious
                                ? 0
                                : Math.min(
                                        Math.max(2 * last.sizeBytes(), settings.firstBlockBytes()),
                                        settings.largestBlockBytes());
        Block block = history.allocate(number, id, ordinal, attempt, wanted, frameBytes, precious);
        everyBlock.add(block);
        chain = chain.with(block);
        return block;
    }

    /** Commits and publishes frame {@code claimed - 1} if its writer has not come to it yet. */
    private void complete(int claimed) {
        if (claimed > 0 && published < claimed) {
            chain.commit(claimed - 1);
            PUBLISHED.compareAndSet(this, claimed - 1, claimed);
        }
    }

    /** Frames claimed; the id of the next one. */
    static int claimed(long state) {
        return (int) state;
    }

    private static int attemptOf(long state) {
        return (int) (state >>> ATTEMPT_SHIFT) & ATTEMPT_MASK;
    }

    /** Frames to be read now: ids 0 to {@code frames() - 1}. */
    public int frames() {
        return published;
    }

    /** Token frames among them. */
    public int tokens() {
        int frames = published;
        boolean ended = terminalOrdinal != NOT_ENDED && terminalOrdinal < frames;
        return Math.max(0, frames - (ended ? 2 : 1));
    }

    /** The id of the terminal frame once it can be read, else -1. */
    int terminalId() {
        int at = terminalOrdinal;
        return at < published ? at : NOT_ENDED;
    }

    /** How it ended; null before the terminal frame is appended. */
    public @Nullable Terminal terminal() {
        return terminalId() == NOT_ENDED ? null : terminal;
    }

    BlockChain blocks() {
        return chain;
    }

    /** The data of a frame, as compact JSON. */
    private byte[] data(int ordinal) {
        Block block = chain.holding(ordinal);
        int index = ordinal - block.firstOrdinal();
        int from = block.start(index) + TokenFrame.dataOffset(ordinal, block.kind(index));
        byte[] data = new byte[block.end(index) - 2 - from];
        block.copy(from, data, 0, data.length);
        return data;
    }

    /** Listeners on both doors now. */
    public int listeners() {
        return listeners.count();
    }

    /**
     * Adds a listener, which keeps the frames readable until it detaches.
     *
     * @return false when the stream is gone already
     */
    boolean attach(StreamListener listener) {
        if (!pin()) {
            return false;
        }
        listeners.add(listener);
        return true;
    }

    /** Takes a listener away; without effect when it is not there. */
    void detach(StreamListener listener) {
        if (listeners.remove(listener)) {
            unpin();
        }
    }

    /** Tells the listeners that there is something new. */
    void wake() {
        listeners.wake();
    }

    /** Keeps the frames readable until {@link #unpin}; false when they are gone already. */
    boolean pin() {
        synchronized (lock) {
            if (freed) {
                return false;
            }
            pins++;
            return true;
        }
    }

    void unpin() {
        synchronized (lock) {
            pins--;
        }
    }

    /**
     * Epoch milliseconds of the terminal; {@code Long.MAX_VALUE} before it. Takes no lock: a stream
     * that looks for room asks all others under its own.
     */
    long endedAtMs() {
        return endedAtMs;
    }

    /** Gives the blocks back, unless somebody reads or the stream has not ended; true when done. */
    boolean free() {
        synchronized (lock) {
            if (freed || pins > 0 || terminalOrdinal == NOT_ENDED) {
                return false;
            }
            freed = true;
            history.free(everyBlock);
            return true;
        }
    }

    /**
     * Reads the numbered frames so far, one after the other (B-STR-030 to 033). Takes time in
     * proportion to the stream, and memory for one frame.
     *
     * @throws IllegalStateException when the stream is no longer kept
     */
    public void read(FrameReader reader) throws IOException {
        if (!pin()) {
            throw new IllegalStateException("the stream of " + taskId + " is no longer kept");
        }
        try {
            Transcript.read(chain, published, reader);
        } finally {
            unpin();
        }
    }
}
