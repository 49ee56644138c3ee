package org.llamaorch.orchestrator.stream;

import io.netty.channel.EventLoop;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.TaskState;
import org.llamaorch.contracts.Terminal;

/**
 * {@code GET /v2/tasks/{id}/events}: the numbered frames as they lie in the history, with {@code
 * metrics} frames between them (B-RES-001 to 007, ORCH-2002). Confined to its event loop.
 *
 * <p>When a metrics frame is due:
 *
 * <ol>
 *   <li>while the task is queued: on change, at most one in {@code metricsOnChangeMs}, and at least
 *       one in {@code metricsAtLeastMs};
 *   <li>then none until the first token, and one after it;
 *   <li>one before {@code end};
 *   <li>none once the core holds the seal: after a cancel nothing but CANCELED follows (B-DP-130).
 * </ol>
 *
 * <p>One question is open at a time; figures that take longer than {@code metricsWaitMs} are done
 * without.
 */
final class EventStreamListener extends StreamListener {

    private static final byte[] HEAD = ascii("event: metrics\ndata: ");
    private static final byte[] BLANK = ascii("\n\n");

    /** Which figures were asked for. */
    private enum Asked {
        NOTHING,
        QUEUED,
        QUEUED_CHANGED,
        FIRST_TOKEN,
        LAST
    }

    private final MetricsSource metrics;
    private final TaskStreams streams;
    private final boolean verbose;
    private Asked asked = Asked.NOTHING;
    private boolean firstTokenTold;
    private boolean lastTold;
    private long lastAskedMs;
    private int changesSeen;
    private boolean askedOnce;
    private @Nullable StreamFigures told;

    EventStreamListener(
            HttpServerRequest request,
            TaskStream stream,
            EventLoopPulse pulse,
            TaskStreams streams,
            MetricsSource metrics,
            int from,
            boolean verbose) {
        super(request, stream, pulse, streams.settings(), from);
        this.streams = streams;
        this.metrics = metrics;
        this.verbose = verbose;
    }

    @Override
    void begin() {
        // One that comes back in the middle has had its frame after the first token; one that comes
        // after the end gets the history alone.
        firstTokenTold = cursor().next() > 1;
        lastTold = log().terminalId() >= 0;
        firstTokenTold |= lastTold;
        eventStreamHead();
    }

    @Override
    void advance() {
        int terminal = log().terminalId();
        boolean waits = terminal >= 0 && !lastTold && stream().terminal() instanceof Terminal.End;
        int limit = waits ? terminal : terminal >= 0 ? terminal + 1 : log().frames();
        while (cursor().next() < limit) {
            if (socketFull()) {
                return;
            }
            write(cursor().take(limit, allocator()));
        }
        if (waits) {
            if (asked == Asked.NOTHING) {
                ask(Asked.LAST);
            }
        } else if (terminal >= 0) {
            end();
        } else if (!firstTokenTold && cursor().next() > 1 && asked == Asked.NOTHING) {
            ask(Asked.FIRST_TOKEN);
        }
    }

    @Override
    void pass(long nowMs) {
        long sinceMs = nowMs - lastAskedMs;
        if (asked != Asked.NOTHING) {
            if (sinceMs >= settings().metricsWaitMs()) {
                lastTold |= asked == Asked.LAST;
                firstTokenTold |= asked == Asked.FIRST_TOKEN;
                asked = Asked.NOTHING;
                advance();
            }
        } else if (log().frames() <= 1 && !log().sealedByCore()) {
            boolean changed = changesSeen != streams.queueChanges();
            if (!askedOnce || sinceMs >= settings().metricsAtLeastMs()) {
                ask(Asked.QUEUED);
            } else if (changed && sinceMs >= settings().metricsOnChangeMs()) {
                ask(Asked.QUEUED_CHANGED);
            }
        }
    }

    private void ask(Asked what) {
        asked = what;
        askedOnce = true;
        lastAskedMs = pulse().nowMs();
        changesSeen = streams.queueChanges();
        EventLoop eventLoop = pulse().eventLoop();
        metrics.figures(stream().taskId(), verbose)
                .whenComplete((figures, failure) -> {
                    try {
                        eventLoop.execute(() -> answered(what, figures));
                    } catch (RejectedExecutionException _) {
                        // The event loop has ended, and this listener with it.
                        stream().detach(this);
                    }
                });
    }

    private void answered(Asked what, @Nullable StreamFigures figures) {
        if (!live() || asked != what) {
            return;
        }
        asked = Asked.NOTHING;
        switch (what) {
            case NOTHING -> {}
            case QUEUED, QUEUED_CHANGED -> {
                if (figures != null
                        && figures.state() == TaskState.QUEUED
                        && (what == Asked.QUEUED || !figures.equals(told))) {
                    tell(figures);
                }
            }
            case FIRST_TOKEN -> {
                firstTokenTold = true;
                tell(figures);
            }
            case LAST -> {
                lastTold = true;
                tell(figures);
            }
        }
        if (live()) {
            advance();
        }
    }

    private void tell(@Nullable StreamFigures figures) {
        if (figures == null || log().sealedByCore() || socketFull()) {
            return;
        }
        told = figures;
        byte[] data = FrameJson.metrics(figures, verbose);
        write(
                part(HEAD.length + data.length + BLANK.length)
                        .writeBytes(HEAD)
                        .writeBytes(data)
                        .writeBytes(BLANK));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
