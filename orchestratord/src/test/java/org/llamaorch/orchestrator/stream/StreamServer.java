package org.llamaorch.orchestrator.stream;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.TaskState;
import org.llamaorch.contracts.Terminal;

/** A plain HTTP server in front of streams in memory: /events, /openai, /whole/TASK. */
final class StreamServer implements AutoCloseable, OpenAiFailures, MetricsSource {

    static final Duration DEADLINE = Duration.ofSeconds(10);

    final Map<String, Integer> counts = new ConcurrentHashMap<>();
    final TaskStreams streams;
    volatile @Nullable StreamFigures figures = figures(TaskState.QUEUED, 3);
    volatile boolean silentMetrics;
    final AtomicInteger questions = new AtomicInteger();

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server;

    StreamServer(StreamSettings settings) throws Exception {
        streams =
                TaskStreams.open(
                        Path.of("unused"),
                        settings,
                        new Streams.Watch(),
                        counts::put,
                        System::currentTimeMillis);
        Listeners listeners = new Listeners(streams, this);
        server =
                vertx.createHttpServer()
                        .requestHandler(request -> route(listeners, request))
                        .listen(0, "127.0.0.1")
                        .await(10, TimeUnit.SECONDS);
    }

    private void route(Listeners listeners, HttpServerRequest request) {
        String[] path = request.path().split("/", -1);
        HttpServerResponse response = request.response();
        TaskStream stream = streams.find(path[2]).orElseThrow();
        boolean kept =
                switch (path[1]) {
                    case "events" ->
                            listeners.events(
                                    request,
                                    stream,
                                    Long.parseLong(request.getParam("from", "0")),
                                    request.getParam("verbose") != null);
                    case "openai" -> listeners.openAiStream(request, stream, this);
                    default -> listeners.openAiWhole(request, stream, this);
                };
        if (!kept) {
            response.setStatusCode(404).end();
        }
    }

    int port() {
        return server.actualPort();
    }

    CompletableFuture<HttpResponse<String>> get(String path) {
        return client.sendAsync(request(path), HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<java.io.InputStream>> open(String path) {
        return client.sendAsync(request(path), HttpResponse.BodyHandlers.ofInputStream());
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(DEADLINE)
                .build();
    }

    static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Waits until {@code condition} holds, looking now and then. */
    static void until(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not come about: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    void untilListeners(String taskId, int count) throws InterruptedException {
        until(count + " listeners of " + taskId, () -> counts.getOrDefault(taskId, -1) == count);
    }

    static StreamFigures figures(TaskState state, int position) {
        return new StreamFigures(
                5,
                position,
                700,
                null,
                false,
                false,
                9007199254740991L,
                9007199254740991L,
                9007199254740991.0,
                state,
                "default",
                "waiting for a slot",
                java.util.List.of());
    }

    @Override
    public CompletableFuture<@Nullable StreamFigures> figures(String taskId, boolean verbose) {
        questions.incrementAndGet();
        return silentMetrics
                ? new CompletableFuture<>()
                : CompletableFuture.completedFuture(figures);
    }

    @Override
    public void answer(HttpServerResponse response, Terminal.Failure failure) {
        response.setStatusCode(
                        failure.code() == org.llamaorch.contracts.ErrorCode.CANCELED
                                ? 409
                                : failure.code().httpStatus())
                .end(Buffer.buffer(eventData(failure)));
    }

    @Override
    public byte[] eventData(Terminal.Failure failure) {
        return ("{\"error\":{\"code\":\"" + failure.code() + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.shutdownNow();
        try {
            vertx.close().await(10, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new IllegalStateException("the server did not close", late);
        }
        streams.close();
    }
}
