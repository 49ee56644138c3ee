package org.llamaorch.engines.client;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.task.AttemptEnding;
import org.llamaorch.engines.EngineAdapter;
import org.llamaorch.engines.EngineAdapters;
import org.llamaorch.engines.EngineRequest;
import org.llamaorch.engines.RecordingSink;
import org.llamaorch.engines.Starts;

/** An event loop with a client on it, and attempts that a test can wait for. */
final class ClientLoop implements AutoCloseable {

    static final long PATIENCE_MS = 10_000;

    /** An attempt as the test sees it. */
    static final class Attempt implements AttemptListener {
        final RecordingSink sink = new RecordingSink();
        final CompletableFuture<AttemptEnding> ending = new CompletableFuture<>();
        final AtomicInteger firstTokens = new AtomicInteger();
        final AtomicInteger endings = new AtomicInteger();
        volatile @Nullable EngineCall call;

        @Override
        public void firstToken() {
            firstTokens.incrementAndGet();
        }

        @Override
        public void ended(AttemptEnding how) {
            endings.incrementAndGet();
            ending.complete(how);
        }

        AttemptEnding await() {
            return ClientLoop.await(ending);
        }
    }

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context context = vertx.getOrCreateContext();
    private final EngineClient client;

    ClientLoop(EngineClientSettings settings) {
        client = on(() -> new EngineClient(vertx, settings));
    }

    static EngineClientSettings quick() {
        return new EngineClientSettings(
                1_000, 3, 64, 10, 200, 1 << 16, 1 << 12, 1 << 10, 40, 30, 60_000);
    }

    Attempt start(Starts starts) {
        Attempt attempt = new Attempt();
        EngineAdapter adapter = EngineAdapters.of(starts.engine()).orElseThrow();
        attempt.call = on(() -> client.start(starts.effect(), adapter, attempt.sink, attempt));
        return attempt;
    }

    AttemptEnding run(Starts starts) {
        return start(starts).await();
    }

    void stop(Attempt attempt) {
        on(() -> {
            EngineCall call = attempt.call;
            if (call != null) {
                call.stop();
            }
            return true;
        });
    }

    int calls() {
        return on(client::calls);
    }

    /** Whether streams of an engine are taken in front of the codec of its connection. */
    boolean goesPastTheCodec(String url) {
        EngineRequest unsent = EngineRequest.post("/completion", new byte[0]);
        return await(
                on(() ->
                        client.request(url, unsent)
                                .map(asked -> client.pastCodec(asked.connection()) != null)
                                .toCompletionStage()
                                .toCompletableFuture()));
    }

    private <T> T on(Supplier<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        context.runOnContext(_ -> {
            try {
                done.complete(work.get());
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return await(done);
    }

    static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE_MS, TimeUnit.MILLISECONDS).join();
    }

    @Override
    public void close() {
        await(vertx.close().toCompletionStage().toCompletableFuture());
    }
}
