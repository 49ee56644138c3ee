package org.llamaorch.orchestrator.http;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The server on one event loop; those of one port share its connections. */
final class ServerLoop extends VerticleBase {
    private final RequestHandler handler;
    private final HttpSettings settings;
    private final SocketAddress address;
    private final AtomicInteger boundPort;
    private io.vertx.core.http.@Nullable HttpServer server;

    /**
     * @param address the same for all loops that share it
     * @param boundPort is told which port it became
     */
    ServerLoop(
            RequestHandler handler,
            HttpSettings settings,
            SocketAddress address,
            AtomicInteger boundPort) {
        this.handler = handler;
        this.settings = settings;
        this.address = address;
        this.boundPort = boundPort;
    }

    @Override
    public Future<?> start() {
        io.vertx.core.http.HttpServer listening =
                vertx.createHttpServer(options())
                        .requestHandler(handler::handle)
                        .invalidRequestHandler(handler::handleInvalid)
                        .exceptionHandler(_ -> {});
        server = listening;
        return listening.listen(address).onSuccess(bound -> boundPort.set(bound.actualPort()));
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.close();
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setMaxHeaderSize(settings.headerBytesMax())
                .setMaxInitialLineLength(settings.headerBytesMax())
                .setHandle100ContinueAutomatically(false)
                .setInitialSettings(
                        new Http2Settings().setMaxHeaderListSize(settings.headerBytesMax()));
    }
}
