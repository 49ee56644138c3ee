package org.llamaorch.orchestrator.stream;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.engines.TokenSink;

/**
 * The stream of one task, from {@code started} to its terminal: its {@link FrameLog frames}, who
 * listens to them, how it ended, and how long it is kept.
 *
 * <p>Safe from any thread. The lock guards the end and the pins and is never taken per frame. It is
 * taken before the log's own lock. Whoever frees an old stream to make room holds the log's lock of
 * a running one, so under the lock of a stream that has ended nothing may wait for another stream.
 */
public final class TaskStream {

    private static final long NOT_ENDED_MS = Long.MAX_VALUE;

    private final String taskId;
    private final FrameLog log;
    private final ListenerSet listeners;
    private final TextDigest digest = new TextDigest();
    private final Object lock = new Object();

    private volatile @Nullable Terminal terminal;
    private volatile @Nullable EventLoop home;
    private volatile long endedAtMs = NOT_ENDED_MS;
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
        this.log = new FrameLog(number, taskId.getBytes(StandardCharsets.UTF_8), history, settings);
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
     * Before the stream is shared.
     */
    void recovered(List<Block> blocks, List<Block> others, long nowMs) {
        FrameKind last = log.recover(blocks, others);
        if (last.terminal()) {
            byte[] data = Transcript.data(log.blocks(), log.frames() - 1);
            terminal = FrameJson.readTerminal(last, data);
            endedAtMs = nowMs;
        }
    }

    /** Appends frame 0; before the stream is shared. */
    void start(int queuePosition, long predictedStartMs) throws IOException {
        log.start(FrameKind.STARTED, FrameJson.started(queuePosition, predictedStartMs));
    }

    /**
     * Makes {@code attempt} the current one; what earlier attempts still append is refused. The
     * sink is confined to the event loop of its engine. It throws {@link UncheckedIOException} when
     * the history can take no more frames.
     */
    public TokenSink attempt(int attempt) {
        Block first = log.begin(attempt);
        return new AttemptSink(log, digest, listeners, StreamWord.attemptOf(attempt), first);
    }

    /** Seals for the core: false when the engine's own end holds the seal already. */
    boolean seal() {
        return log.sealByCore();
    }

    /**
     * Appends the terminal frame; once, later calls are without effect.
     *
     * @return whether this call did
     * @throws IOException when not even the reserve could take it
     */
    boolean finish(Terminal how, long nowMs) throws IOException {
        synchronized (lock) {
            if (endedAtMs != NOT_ENDED_MS) {
                return false;
            }
            FrameKind kind =
                    switch (how) {
                        case Terminal.End _ -> FrameKind.END;
                        case Terminal.Failure _ -> FrameKind.ERROR;
                    };
            // Before the frame: who sees the frame finds how it ended.
            terminal = how;
            log.end(kind, FrameJson.terminal(how));
            endedAtMs = nowMs;
        }
        listeners.wake();
        return true;
    }

    /** The numbered frames. */
    FrameLog log() {
        return log;
    }

    /** Frames to be read now: ids 0 to {@code frames() - 1}. */
    public int frames() {
        return log.frames();
    }

    /** Token frames among them. */
    public int tokens() {
        return log.tokens();
    }

    /** How it ended; null before the terminal frame can be read. */
    public @Nullable Terminal terminal() {
        return log.terminalId() < 0 ? null : terminal;
    }

    /** Epoch milliseconds of the terminal; {@code Long.MAX_VALUE} before it. */
    long endedAtMs() {
        return endedAtMs;
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

    /** Gives the blocks back, unless somebody reads or the stream has not ended; true when done. */
    boolean free() {
        synchronized (lock) {
            if (freed || pins > 0 || endedAtMs == NOT_ENDED_MS) {
                return false;
            }
            freed = true;
            log.free();
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
            Transcript.read(log.blocks(), log.frames(), reader);
        } finally {
            unpin();
        }
    }
}
