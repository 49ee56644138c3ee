package org.llamaorch.orchestrator.http;

import static java.util.Objects.requireNonNull;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.http.auth.Authentication;
import org.llamaorch.orchestrator.http.json.StrictJson;
import org.llamaorch.orchestrator.http.openai.DoorRequests;
import org.llamaorch.orchestrator.http.task.Messages;
import org.llamaorch.orchestrator.http.task.TaskRequests;

/**
 * The daemon's HTTP interface: HTTP/1.1 and h2, plain or over TLS, on one address, shared by
 * several event loops. Safe from any thread; {@link #bind} and {@link #stop} do not block.
 */
public final class HttpServer {
    /** Names the free ports that servers ask for, so that no two of them get the same one. */
    private static final AtomicInteger FREE_PORTS = new AtomicInteger();

    private final Vertx vertx;
    private final int port;
    private final String deployment;
    private final Bodies bodies;
    private final List<ServerLoop> loops;
    private final AtomicReference<RequestHandler> handler;
    private final HttpSettings settings;
    private final AtomicReference<@Nullable HttpServices> served = new AtomicReference<>();
    private final AtomicBoolean stopped = new AtomicBoolean();

    private HttpServer(
            Vertx vertx,
            int port,
            String deployment,
            Bodies bodies,
            List<ServerLoop> loops,
            AtomicReference<RequestHandler> handler,
            HttpSettings settings) {
        this.vertx = vertx;
        this.port = port;
        this.deployment = deployment;
        this.bodies = bodies;
        this.loops = List.copyOf(loops);
        this.handler = handler;
        this.settings = settings;
    }

    /**
     * Binds and serves at once, without TLS.
     *
     * @return fails with what the system says when the address cannot be bound
     */
    static Future<HttpServer> start(Vertx vertx, HttpServices services, HttpSettings settings) {
        return start(vertx, services, settings, null);
    }

    /** Binds and serves at once, see {@link #bind}. */
    static Future<HttpServer> start(
            Vertx vertx,
            HttpServices services,
            HttpSettings settings,
            @Nullable PemKeyCertOptions certificate) {
        return bind(vertx, settings, certificate).onSuccess(server -> server.serve(services));
    }

    /**
     * Binds, over TLS where there is a certificate; until {@link #serve} only the probes are
     * answered, everything else is asked to wait.
     *
     * @return fails with what is wrong when the address cannot be bound or the certificate not used
     */
    public static Future<HttpServer> bind(
            Vertx vertx, HttpSettings settings, @Nullable PemKeyCertOptions certificate) {
        return bind(vertx, settings, certificate, new Bodies(vertx, settings.limits()), _ -> {});
    }

    /**
     * Binds and serves a pool-managerd of its own (contract §9), over TLS where there is a
     * certificate.
     *
     * @return fails with what is wrong when the address cannot be bound or the certificate not used
     */
    public static Future<HttpServer> ofPoolManager(
            Vertx vertx,
            HttpSettings settings,
            @Nullable PemKeyCertOptions certificate,
            PoolManagerServices services) {
        Bodies bodies = new Bodies(vertx, settings.limits());
        List<Operation> operations =
                new PoolManagerRoutes(
                                vertx,
                                services,
                                bodies,
                                new StrictJson(settings.json()),
                                settings.auth().metricsOpen())
                        .operations();
        return bind(
                vertx,
                settings,
                certificate,
                bodies,
                first -> first.serve(new OperationTable(operations), services.traces()));
    }

    private static Future<HttpServer> bind(
            Vertx vertx,
            HttpSettings settings,
            @Nullable PemKeyCertOptions certificate,
            Bodies bodies,
            Consumer<RequestHandler> beforehand) {
        RequestHandler first = handler(vertx, settings);
        beforehand.accept(first);
        AtomicReference<RequestHandler> handler = new AtomicReference<>(first);
        AtomicInteger boundPort = new AtomicInteger();
        AtomicInteger open = new AtomicInteger();
        SocketAddress address =
                settings.port() == 0
                        ? SocketAddress.sharedRandomPort(
                                FREE_PORTS.incrementAndGet(), settings.host())
                        : SocketAddress.inetSocketAddress(settings.port(), settings.host());
        List<ServerLoop> loops = new CopyOnWriteArrayList<>();
        return vertx.deployVerticle(
                        () -> {
                            ServerLoop loop =
                                    new ServerLoop(
                                            handler::get,
                                            settings,
                                            address,
                                            boundPort,
                                            open,
                                            certificate);
                            loops.add(loop);
                            return loop;
                        },
                        new DeploymentOptions().setInstances(settings.eventLoops()))
                .onFailure(_ -> bodies.close())
                .map(id ->
                        new HttpServer(
                                vertx, boundPort.get(), id, bodies, loops, handler, settings));
    }

    /** From now on everything is served. */
    public void serve(HttpServices services) {
        served.set(services);
        requireNonNull(handler.get())
                .serve(
                        new OperationTable(operations(vertx, services, settings, bodies)),
                        services.traces());
    }

    /**
     * From the next request on these settings hold, but for the address, the event loops and the
     * bounds of connections, heads and parsers, which are as they were at the start. After {@link
     * #serve}.
     */
    public void take(HttpSettings others) {
        HttpServices services = served.get();
        if (services == null) {
            throw new IllegalStateException("nothing is served yet");
        }
        HttpSettings kept = others.bindingAs(settings);
        bodies.take(kept.limits());
        RequestHandler next = handler(vertx, kept);
        next.serve(
                new OperationTable(operations(vertx, services, kept, bodies)), services.traces());
        handler.set(next);
    }

    private static RequestHandler handler(Vertx vertx, HttpSettings settings) {
        return new RequestHandler(
                vertx,
                new Authentication(settings.auth(), settings.host()),
                new ErrorAnswers(settings.limits().retryAfterMs()),
                new Cors(settings.auth().allowedOrigins()),
                new Audit(settings.limits().refusalsPerMinute()),
                settings.limits().headerBytesMax(),
                settings.limits().lingerMs());
    }

    /** Every operation that is served with these settings. */
    static List<Operation> operations(
            Vertx vertx, HttpServices services, HttpSettings settings, Bodies bodies) {
        StrictJson json = new StrictJson(settings.json());
        Messages messages = new Messages(settings.remoteMedia());
        Submissions submissions =
                new Submissions(services.core(), services.rejections(), services.streams());
        List<Operation> operations = new ArrayList<>();
        operations.addAll(
                new TaskRoutes(
                                services,
                                settings,
                                bodies,
                                new TaskRequests(json, messages),
                                submissions)
                        .operations());
        operations.addAll(new SessionRoutes(services.core()).operations());
        operations.addAll(
                new ArtifactRoutes(services.artifacts(), bodies, json, settings).operations());
        operations.addAll(new PoolRoutes(services, bodies, json).operations());
        operations.addAll(
                new CatalogRoutes(services.catalog(), bodies, json, settings).operations());
        operations.addAll(new OperationRoutes(services, bodies, json).operations());
        operations.addAll(new ConfigRoutes(services.config()).operations());
        operations.addAll(new WorkerRoutes(services.workers(), bodies, json).operations());
        operations.addAll(new MetaRoutes(services).operations());
        operations.addAll(
                new ProbeRoutes(vertx, services, settings.auth().metricsOpen()).operations());
        operations.addAll(new DocsRoutes(vertx).operations());
        operations.addAll(
                new DoorRoutes(
                                services,
                                settings.trustStrict(),
                                bodies,
                                new DoorRequests(json, messages),
                                submissions,
                                Instant.now().getEpochSecond())
                        .operations());
        return operations;
    }

    public String host() {
        return settings.host();
    }

    /** The port that is bound. */
    public int port() {
        return port;
    }

    /**
     * Shows this certificate to whoever connects from now on; connections that are open go on.
     *
     * @return fails when it cannot be used: the one before is shown on
     */
    public Future<Void> renew(PemKeyCertOptions certificate) {
        List<Future<Boolean>> renewals = new ArrayList<>();
        for (ServerLoop loop : loops) {
            renewals.add(loop.renew(certificate));
        }
        return Future.all(renewals).mapEmpty();
    }

    /** Stops accepting and closes every connection; once, later calls are without effect. */
    public Future<Void> stop() {
        if (stopped.getAndSet(true)) {
            return Future.succeededFuture();
        }
        return vertx.undeploy(deployment).onComplete(_ -> bodies.close());
    }
}
