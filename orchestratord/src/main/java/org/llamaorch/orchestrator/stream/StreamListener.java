package org.llamaorch.orchestrator.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;

/**
 * One response that reads a stream. All of it is confined to the response's event loop, but for
 * {@link #wake} and {@link #wakeAtOnce}, which any writer calls: a wake leaves at most one task on
 * the event loop, so that what was appended meanwhile goes out in one write (B-RES-005, B-RES-007).
 */
abstract sealed class StreamListener implements Runnable
        permits EventStreamListener, OpenAiListener, WholeAnswerListener {

    private static final ByteBuf COMMENT =
            Unpooled.unreleasableBuffer(
                    Unpooled.directBuffer(3)
                            .writeBytes(":\n\n".getBytes(StandardCharsets.US_ASCII))
                            .asReadOnly());

    private static final VarHandle WOKEN;

    static {
        try {
            WOKEN =
                    MethodHandles.lookup()
                            .findVarHandle(StreamListener.class, "woken", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final HttpServerResponse response;
    private final ResponseBody body;
    private final TaskStream stream;
    private final FrameLog log;
    private final EventLoopPulse pulse;
    private final StreamSettings settings;
    private final FrameCursor cursor;
    private volatile boolean woken;
    private boolean live;
    private boolean waitsForRoom;
    private long lastWriteMs;
    private long lastTakenMs;

    StreamListener(
            HttpServerRequest request,
            TaskStream stream,
            EventLoopPulse pulse,
            StreamSettings settings,
            int from) {
        this.response = request.response();
        this.body = new ResponseBody(request, this::taken);
        this.stream = stream;
        this.log = stream.log();
        this.pulse = pulse;
        this.settings = settings;
        this.cursor = new FrameCursor(log, from, pulse.scratch());
    }

    /** Begins to listen; false when the stream is no longer kept. */
    final boolean attach() {
        if (!stream.attach(this)) {
            return false;
        }
        live = true;
        if (response.closed()) {
            // The client left before it was attached: it came and went, and nobody tells us again.
            detach();
            return true;
        }
        response.closeHandler(_ -> detach());
        response.exceptionHandler(_ -> detach());
        response.drainHandler(_ -> advanceIfLive());
        pulse.add(this);
        lastWriteMs = pulse.nowMs();
        lastTakenMs = lastWriteMs;
        begin();
        advanceIfLive();
        return true;
    }

    /**
     * The same as {@link #wake}, but written before it returns where this is the listener's own
     * event loop: the token of a slow stream does not wait for those of other streams that arrived
     * together with it, while quick streams gather theirs.
     */
    final void wakeAtOnce() {
        if (pulse.eventLoop().inEventLoop()) {
            advanceIfLive();
        } else {
            wake();
        }
    }

    /** Says that there is something new; from any thread, never blocks, never throws. */
    final void wake() {
        if (!woken && WOKEN.compareAndSet(this, false, true)) {
            try {
                pulse.eventLoop().execute(this);
            } catch (RejectedExecutionException _) {
                // The event loop has ended, and its connections with it.
                woken = true;
            }
        }
    }

    @Override
    public final void run() {
        woken = false;
        advanceIfLive();
    }

    private void advanceIfLive() {
        if (live) {
            advance();
        }
    }

    /** Called by the pulse while live. */
    final void tick(long nowMs) {
        if (body.allTaken()) {
            lastTakenMs = nowMs;
        } else if (nowMs - lastTakenMs >= settings.stalledAfterMs()) {
            detach();
            response.reset();
            return;
        }
        pass(nowMs);
        if (live && response.headWritten() && nowMs - lastWriteMs >= settings.commentEveryMs()) {
            comment();
        }
    }

    /** Called once, before the first {@link #advance}. */
    abstract void begin();

    /** Writes what is there, as far as the socket takes it. */
    abstract void advance();

    /** Looks at times; called every tick. */
    abstract void pass(long nowMs);

    final void comment() {
        write(COMMENT.duplicate());
    }

    /** Hands bytes to the socket; owns the buffer from here on. */
    final void write(ByteBuf bytes) {
        lastWriteMs = pulse.nowMs();
        body.write(bytes);
    }

    final void write(byte[] bytes) {
        write(part(bytes.length).writeBytes(bytes));
    }

    /** A write reached the socket, which counts it as gone only after this. */
    private void taken() {
        lastTakenMs = pulse.nowMs();
        if (waitsForRoom) {
            waitsForRoom = false;
            wake();
        }
    }

    /** Ends the response and leaves the stream. */
    final void end() {
        body.end();
        detach();
    }

    /** Leaves the stream; the response is somebody else's or over. */
    final void detach() {
        if (live) {
            live = false;
            stream.detach(this);
        }
    }

    final boolean live() {
        return live;
    }

    final boolean socketFull() {
        waitsForRoom = body.full();
        return waitsForRoom;
    }

    final ByteBufAllocator allocator() {
        return ByteBufAllocator.DEFAULT;
    }

    /** An empty buffer to write, for about so many bytes. */
    final ByteBuf part(int bytes) {
        return ResponseBody.part(allocator(), bytes);
    }

    final HttpServerResponse response() {
        return response;
    }

    final TaskStream stream() {
        return stream;
    }

    /** The stream's frames, which are asked for at each wake. */
    final FrameLog log() {
        return log;
    }

    final FrameCursor cursor() {
        return cursor;
    }

    final StreamSettings settings() {
        return settings;
    }

    final EventLoopPulse pulse() {
        return pulse;
    }

    /** The head of an event stream, sent at once. */
    final void eventStreamHead() {
        response.setStatusCode(200)
                .putHeader("content-type", "text/event-stream")
                .putHeader("cache-control", "no-store")
                .putHeader("x-accel-buffering", "no");
        body.writeHead();
        lastWriteMs = pulse.nowMs();
    }
}
