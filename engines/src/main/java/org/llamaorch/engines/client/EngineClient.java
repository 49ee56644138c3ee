package org.llamaorch.engines.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.engines.EngineAdapter;
import org.llamaorch.engines.EngineRequest;
import org.llamaorch.engines.TokenSink;

/**
 * The calls to engines of one event loop: its connections and the one timer that finds silent
 * engines. Made on that loop and confined to it; nothing here blocks.
 */
public final class EngineClient {

    private static final int SCRATCH_BYTES = 64 << 10;
    private static final long NO_TIMER = -1;
    private static final int MAX_ORIGINS = 1_000;

    private final Vertx vertx;
    private final EngineClientSettings settings;
    private final HttpClient kept;
    private final HttpClient single;
    private final Set<HttpConnection> used = Collections.newSetFromMap(new WeakHashMap<>());
    private final Map<String, Origin> origins = new HashMap<>();
    private final Set<EngineCall> calls = new HashSet<>();
    private final byte[] scratch = new byte[SCRATCH_BYTES];

    /** Another, since the codec may be given the front of a read while its rest waits here. */
    private final byte[] readRoom = new byte[SCRATCH_BYTES];

    private long timer = NO_TIMER;

    public EngineClient(Vertx vertx, EngineClientSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        kept = http(true);
        single = http(false);
    }

    private HttpClient http(boolean keepAlive) {
        HttpClientOptions options = new HttpClientOptions();
        options.setConnectTimeout(settings.connectTimeoutMs());
        options.setTcpNoDelay(true);
        options.setKeepAlive(keepAlive);
        options.setKeepAliveTimeout(settings.keepAliveSeconds());
        options.setPipelining(false);
        options.setDecompressionSupported(false);
        options.setMaxChunkSize(SCRATCH_BYTES);
        options.setTracingPolicy(TracingPolicy.IGNORE);
        return vertx.createHttpClient(
                options,
                new PoolOptions()
                        .setHttp1MaxSize(settings.connectionsPerReplica())
                        .setMaxWaitQueueSize(settings.connectionsPerReplica()));
    }

    /**
     * Begins an attempt. The listener hears of its one ending, possibly before this returns.
     *
     * @param sink takes the attempt's tokens, on this loop
     */
    public EngineCall start(
            Effect.StartAttempt start,
            EngineAdapter adapter,
            TokenSink sink,
            AttemptListener listener) {
        EngineCall call = new EngineCall(this, settings, start, sink, listener);
        calls.add(call);
        if (timer == NO_TIMER) {
            timer = vertx.setPeriodic(settings.silenceCheckMs(), _ -> findSilent());
        }
        call.begin(adapter);
        return call;
    }

    /** Calls whose connection is still in use. */
    public int calls() {
        return calls.size();
    }

    /** Stops every call and closes the connections. */
    public Future<Void> close() {
        for (EngineCall call : new ArrayList<>(calls)) {
            call.stop();
        }
        stopTimer();
        return kept.close().eventually(() -> single.close());
    }

    Future<HttpClientRequest> request(String baseUrl, EngineRequest request) {
        RequestOptions options =
                origin(baseUrl)
                        .request(request.path())
                        .setMethod(HttpMethod.valueOf(request.method()))
                        .putHeader("Accept", "text/event-stream");
        request.headers().forEach(options::putHeader);
        return (request.ownConnection() ? single : kept).request(options);
    }

    private Origin origin(String url) {
        if (origins.size() >= MAX_ORIGINS) {
            origins.clear();
        }
        return origins.computeIfAbsent(url, Origin::of);
    }

    /** Whether a connection carried a request before; it is remembered. */
    boolean wasUsed(HttpConnection connection) {
        return !used.add(connection);
    }

    /** Where a connection's streams can be taken in front of its codec; null where not. */
    @Nullable PastCodec pastCodec(HttpConnection connection) {
        return PastCodec.of(connection, readRoom);
    }

    /** Room for received bytes while they are read; one for all calls of the loop. */
    byte[] scratch() {
        return scratch;
    }

    void gone(EngineCall call) {
        calls.remove(call);
        if (calls.isEmpty()) {
            stopTimer();
        }
    }

    private void findSilent() {
        long now = System.nanoTime();
        for (EngineCall call : new ArrayList<>(calls)) {
            call.checkSilence(now);
        }
    }

    private void stopTimer() {
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }
}
