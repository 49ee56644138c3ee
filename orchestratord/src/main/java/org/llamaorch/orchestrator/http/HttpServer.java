package org.llamaorch.orchestrator.http;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.http.auth.Authentication;
import org.llamaorch.orchestrator.http.json.StrictJson;
import org.llamaorch.orchestrator.http.task.Messages;
import org.llamaorch.orchestrator.http.task.TaskRequests;

/**
 * The daemon's HTTP interface: HTTP/1.1 and h2c on one address, shared by several event loops. Safe
 * from any thread; {@link #start} and {@link #stop} do not block.
 */
public final class HttpServer {
    /** A free port, the same for every event loop of the deployment. */
    private static final int SHARED_FREE_PORT = -1;

    private final Vertx vertx;
    private final String host;
    private final int port;
    private final String deploymentId;
    private final Bodies bodies;

    private HttpServer(Vertx vertx, String host, int port, String deploymentId, Bodies bodies) {
        this.vertx = vertx;
        this.host = host;
        this.port = port;
        this.deploymentId = deploymentId;
        this.bodies = bodies;
    }

    /**
     * Binds and serves.
     *
     * @return fails with what the system says when the address cannot be bound
     */
    public static Future<HttpServer> start(
            Vertx vertx, HttpServices services, HttpSettings settings) {
        Bodies bodies = new Bodies(vertx, settings);
        ErrorAnswers errors = new ErrorAnswers(settings.retryAfterMs());
        RequestHandler handler =
                new RequestHandler(
                        vertx,
                        new OperationTable(operations(services, settings, bodies)),
                        new Authentication(settings.auth(), settings.host()),
                        errors,
                        settings.lingerMs());
        AtomicInteger boundPort = new AtomicInteger();
        return vertx.deployVerticle(
                        () -> new Loop(handler, settings, boundPort),
                        new DeploymentOptions().setInstances(settings.eventLoops()))
                .onFailure(_ -> bodies.close())
                .map(id -> new HttpServer(vertx, settings.host(), boundPort.get(), id, bodies));
    }

    /** Every operation that is served with these settings. */
    static List<Operation> operations(HttpServices services, HttpSettings settings, Bodies bodies) {
        StrictJson json = new StrictJson(settings.json());
        Messages messages = new Messages(settings.remoteMedia());
        Submissions submissions = new Submissions(services.core());
        List<Operation> operations = new ArrayList<>();
        operations.addAll(
                new TaskRoutes(
                                services,
                                settings,
                                bodies,
                                new TaskRequests(json, messages),
                                submissions)
                        .operations());
        return operations;
    }

    public String host() {
        return host;
    }

    /** The port that is bound. */
    public int port() {
        return port;
    }

    /** Stops accepting and closes every connection. */
    public Future<Void> stop() {
        return vertx.undeploy(deploymentId).onComplete(_ -> bodies.close());
    }

    /** The server of one event loop. */
    private static final class Loop extends VerticleBase {
        private final RequestHandler handler;
        private final HttpSettings settings;
        private final AtomicInteger boundPort;
        private io.vertx.core.http.@Nullable HttpServer server;

        Loop(RequestHandler handler, HttpSettings settings, AtomicInteger boundPort) {
            this.handler = handler;
            this.settings = settings;
            this.boundPort = boundPort;
        }

        @Override
        public Future<?> start() {
            io.vertx.core.http.HttpServer listening =
                    vertx.createHttpServer(options(settings))
                            .requestHandler(handler::handle)
                            .invalidRequestHandler(handler::handleInvalid)
                            .exceptionHandler(_ -> {});
            server = listening;
            return listening.listen().onSuccess(s -> boundPort.set(s.actualPort()));
        }

        @Override
        public Future<?> stop() {
            return server == null ? Future.succeededFuture() : server.close();
        }
    }

    private static HttpServerOptions options(HttpSettings settings) {
        return new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port() == 0 ? SHARED_FREE_PORT : settings.port())
                .setMaxHeaderSize(settings.headerBytesMax())
                .setMaxInitialLineLength(settings.headerBytesMax())
                .setHandle100ContinueAutomatically(false)
                .setInitialSettings(
                        new Http2Settings().setMaxHeaderListSize(settings.headerBytesMax()));
    }
}
