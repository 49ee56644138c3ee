package org.llamaorch.orchestrator.stream;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one timer of an event loop's listeners, running while there are any, and what they share.
 * Confined to the event loop.
 */
final class EventLoopPulse implements Runnable {

    private final EventLoop eventLoop;
    private final long tickMs;
    private final byte[] scratch;
    private final List<StreamListener> listeners = new ArrayList<>();
    private @Nullable Future<?> timer;
    private long nowMs;

    EventLoopPulse(EventLoop eventLoop, StreamSettings settings) {
        this.eventLoop = eventLoop;
        this.tickMs = settings.tickMs();
        this.scratch = new byte[settings.writeBytes()];
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    /** For copies out of the history; used within one call. */
    byte[] scratch() {
        return scratch;
    }

    /** Milliseconds of a clock that never goes back, as of the last tick. */
    long nowMs() {
        return nowMs;
    }

    void add(StreamListener listener) {
        listeners.add(listener);
        if (timer == null) {
            nowMs = clockMs();
            timer = eventLoop.scheduleAtFixedRate(this, tickMs, tickMs, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void run() {
        nowMs = clockMs();
        int kept = 0;
        for (int i = 0; i < listeners.size(); i++) {
            StreamListener listener = listeners.get(i);
            if (listener.live()) {
                listener.tick(nowMs);
            }
            // A tick may have closed it; those that stay close up in order.
            if (listener.live()) {
                listeners.set(kept++, listener);
            }
        }
        listeners.subList(kept, listeners.size()).clear();
        if (listeners.isEmpty() && timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private static long clockMs() {
        return System.nanoTime() / 1_000_000;
    }
}
