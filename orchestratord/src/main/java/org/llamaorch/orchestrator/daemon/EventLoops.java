package org.llamaorch.orchestrator.daemon;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.transport.Transport;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes the event loops on the best transport of the system: io_uring, epoll or kqueue, NIO. */
final class EventLoops {

    private static final long ANSWER_WITHIN_MS = 10_000;

    private EventLoops() {}

    /**
     * @param loops how many; HTTP interface and dispatch have one part each on every one of them
     */
    static Vertx open(int loops) {
        VertxOptions options =
                new VertxOptions()
                        .setEventLoopPoolSize(loops)
                        .setFileSystemOptions(
                                new FileSystemOptions()
                                        .setClassPathResolvingEnabled(false)
                                        .setFileCachingEnabled(false));
        return Vertx.builder().with(options).withTransport(transport()).build();
    }

    private static Transport transport() {
        if (Transport.IO_URING != null && Transport.IO_URING.available()) {
            return Transport.IO_URING;
        }
        Transport usual = Transport.nativeTransport();
        return usual != null && usual.available() ? usual : Transport.NIO;
    }

    /** Has work that may block done by a thread of its own. */
    static void off(Vertx loops, Runnable work) {
        var _ =
                loops.executeBlocking(() -> {
                    work.run();
                    return true;
                });
    }

    /**
     * Does such work again and again, until the part is closed.
     *
     * @param everyMs milliseconds, 1 or more
     */
    static AutoCloseable every(Vertx loops, long everyMs, Runnable work) {
        long timer = loops.setPeriodic(everyMs, _ -> off(loops, work));
        return () -> loops.cancelTimer(timer);
    }

    /**
     * Waits for what the loops do; never call it on one of them.
     *
     * @throws CompletionException with the cause when it failed
     */
    static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(ANSWER_WITHIN_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new CompletionException(e);
        }
    }
}
