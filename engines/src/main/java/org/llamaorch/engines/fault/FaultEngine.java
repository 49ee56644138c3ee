package org.llamaorch.engines.fault;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An engine server for tests that misbehaves when told to: a process of its own ({@link #main}), or
 * inside a test on a free port. It speaks llama.cpp's protocol and the OpenAI API; its slots are
 * bounded, and a request that finds none waits without an answer, as llama.cpp has it. Its words
 * are drawn by a seed: the same request gets the same answer. The language of its scripts is in
 * {@link FaultOptions#HELP}, which {@code --help} prints. Safe from any thread.
 */
public final class FaultEngine implements AutoCloseable {

    private static final int DIED = 137;
    private static final long PATIENCE_MS = 10_000;

    private final Vertx vertx;
    private final FaultOptions options;
    private final FaultServer server;

    private FaultEngine(Vertx vertx, FaultOptions options, FaultServer server) {
        this.vertx = vertx;
        this.options = options;
        this.server = server;
    }

    /**
     * Starts one in this process; blocks until it listens. When its script says that the process
     * dies, it closes all its connections at once.
     *
     * @throws IllegalStateException when it cannot listen
     */
    public static FaultEngine start(FaultOptions options) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        return start(vertx, options, vertx::close);
    }

    private static FaultEngine start(Vertx vertx, FaultOptions options, Runnable death) {
        FaultServer server = new FaultServer(options, death);
        try {
            vertx.deployVerticle(server)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the fault engine started", e);
        } catch (ExecutionException | TimeoutException e) {
            vertx.close();
            throw new IllegalStateException("the fault engine cannot listen", e);
        }
        return new FaultEngine(vertx, options, server);
    }

    /** Its base url. */
    public String url() {
        return "http://" + options.host() + ":" + server.port();
    }

    /** Closes all connections at once; blocks until they are. */
    @Override
    public void close() {
        try {
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the fault engine did not close", e);
        }
    }

    /** Runs one in the foreground; exit code 64 for wrong options, 1 when it cannot listen. */
    @SuppressWarnings("SystemOut")
    public static void main(String... args) {
        FaultOptions options;
        try {
            options = FaultOptions.parse(args);
        } catch (IllegalArgumentException wrong) {
            System.err.println("fault-engine: " + wrong.getMessage());
            System.exit(64);
            return;
        }
        if (options == null) {
            System.out.print(FaultOptions.HELP);
            return;
        }
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            FaultEngine engine = start(vertx, options, () -> Runtime.getRuntime().halt(DIED));
            System.out.println("fault-engine: ready at " + engine.url());
            System.out.flush();
        } catch (IllegalStateException cannotListen) {
            System.err.println("fault-engine: " + cannotListen.getMessage());
            System.exit(1);
        }
    }
}
