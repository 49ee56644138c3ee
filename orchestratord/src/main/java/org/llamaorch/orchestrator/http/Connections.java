package org.llamaorch.orchestrator.http;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The connections of one event loop: together with those of the others at most so many, and none
 * that goes without a whole request head for too long (B-SEC-007). One with an answer under way is
 * left alone, however silent it is. Confined to its loop, but for the count.
 */
final class Connections {
    private final HttpLimits limits;
    private final AtomicInteger open;
    private final LongSupplier nanos;
    private final Map<HttpConnection, Use> uses = new HashMap<>();

    /** What a connection is used for. */
    private static final class Use {
        private final List<HttpServerResponse> answers = new ArrayList<>(1);
        private long idleSinceNanos;

        private boolean busy() {
            answers.removeIf(answer -> answer.ended() || answer.closed());
            return !answers.isEmpty();
        }
    }

    /**
     * @param open how many connections all loops of the server have
     */
    Connections(HttpLimits limits, AtomicInteger open, LongSupplier nanos) {
        this.limits = limits;
        this.open = open;
        this.nanos = nanos;
    }

    /** A connection said its first word; one too many is closed. */
    void opened(HttpConnection connection) {
        if (open.incrementAndGet() > limits.connectionsMax()) {
            open.decrementAndGet();
            var _ = connection.close();
            return;
        }
        judgedHere(connection);
        Use use = new Use();
        use.idleSinceNanos = nanos.getAsLong();
        uses.put(connection, use);
        connection.closeHandler(_ -> {
            if (uses.remove(connection) != null) {
                open.decrementAndGet();
            }
        });
    }

    /** A whole head came. */
    void asked(HttpServerRequest request) {
        Use use = uses.get(request.connection());
        if (use != null) {
            use.busy();
            use.answers.add(request.response());
            use.idleSinceNanos = nanos.getAsLong();
        }
    }

    /** Closes what has gone without a request for too long. */
    void look() {
        long now = nanos.getAsLong();
        long most = TimeUnit.MILLISECONDS.toNanos(limits.headMs());
        for (Map.Entry<HttpConnection, Use> each : List.copyOf(uses.entrySet())) {
            Use use = each.getValue();
            if (use.busy()) {
                use.idleSinceNanos = now;
            } else if (now - use.idleSinceNanos > most) {
                var _ = each.getKey().close();
            }
        }
    }

    /**
     * The server's own watch, which knows nothing of answers, is for a connection's time before its
     * first word alone.
     */
    private static void judgedHere(HttpConnection connection) {
        if (connection instanceof HttpServerConnection served) {
            ChannelPipeline pipeline = served.channelHandlerContext().pipeline();
            if (pipeline.get(IdleStateHandler.class) != null) {
                pipeline.remove(IdleStateHandler.class);
            }
        }
    }
}
