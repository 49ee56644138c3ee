package org.llamaorch.orchestrator.http;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The server on one event loop; those of one port share its connections. */
final class ServerLoop extends VerticleBase {
    private static final long LOOK_EVERY_MS = 1_000;

    private final Supplier<RequestHandler> handler;
    private final HttpSettings settings;
    private final SocketAddress address;
    private final AtomicInteger boundPort;
    private final AtomicInteger open;
    private final @Nullable PemKeyCertOptions certificate;
    private volatile io.vertx.core.http.@Nullable HttpServer server;

    /**
     * @param handler asked anew with each request, for settings change
     * @param address the same for all loops that share it
     * @param boundPort is told which port it became
     * @param open counts the connections of all loops
     * @param certificate null for plain HTTP
     */
    ServerLoop(
            Supplier<RequestHandler> handler,
            HttpSettings settings,
            SocketAddress address,
            AtomicInteger boundPort,
            AtomicInteger open,
            @Nullable PemKeyCertOptions certificate) {
        this.handler = handler;
        this.settings = settings;
        this.address = address;
        this.boundPort = boundPort;
        this.open = open;
        this.certificate = certificate;
    }

    @Override
    public Future<?> start() {
        Connections connections = new Connections(settings.limits(), open, System::nanoTime);
        io.vertx.core.http.HttpServer listening =
                vertx.createHttpServer(options())
                        .connectionHandler(connections::opened)
                        .requestHandler(request -> {
                            connections.asked(request);
                            handler.get().handle(request);
                        })
                        .invalidRequestHandler(request -> handler.get().handleInvalid(request))
                        .exceptionHandler(_ -> {});
        server = listening;
        vertx.setPeriodic(
                Math.clamp(settings.limits().headMs() / 4, 1, LOOK_EVERY_MS),
                _ -> connections.look());
        return listening.listen(address).onSuccess(bound -> boundPort.set(bound.actualPort()));
    }

    @Override
    public Future<?> stop() {
        io.vertx.core.http.HttpServer listening = server;
        return listening == null ? Future.succeededFuture() : listening.close();
    }

    /** Shows another certificate from now on; safe from any thread. */
    Future<Boolean> renew(PemKeyCertOptions other) {
        io.vertx.core.http.HttpServer listening = server;
        return listening == null
                ? Future.succeededFuture(false)
                : listening.updateSSLOptions(new ServerSSLOptions().setKeyCertOptions(other), true);
    }

    private HttpServerOptions options() {
        HttpServerOptions options =
                new HttpServerOptions()
                        .setMaxHeaderSize(settings.limits().headerBytesMax())
                        .setMaxInitialLineLength(settings.limits().headerBytesMax())
                        .setIdleTimeout(Math.toIntExact(settings.limits().headMs()))
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setHandle100ContinueAutomatically(false)
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setInitialSettings(
                                new Http2Settings()
                                        .setMaxHeaderListSize(settings.limits().headerBytesMax()));
        return certificate == null
                ? options
                : options.setSsl(true).setUseAlpn(true).setKeyCertOptions(certificate);
    }
}
