package org.llamaorch.bdd.target;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A collector of traces: takes OTLP over HTTP at {@code /v1/traces}, as the OpenTelemetry Collector
 * does, and keeps what comes. Safe from any thread.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp">OTLP/HTTP</a>
 */
public final class Collector implements AutoCloseable {

    private static final String PATH = "/v1/traces";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<ExportTraceServiceRequest> requests = new CopyOnWriteArrayList<>();
    private final List<String> headers = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final boolean silent;

    private Collector(HttpServer server, boolean silent) {
        this.server = server;
        this.silent = silent;
        server.createContext(PATH, this::take);
        server.setExecutor(threads);
        server.start();
    }

    /** Starts one on a free port of the loopback interface. */
    public static Collector start() {
        return start(false);
    }

    /** One that takes connections and never answers. */
    public static Collector startSilent() {
        return start(true);
    }

    /** Where none is. */
    public static URI nowhere() {
        return URI.create("http://127.0.0.1:" + Ports.next());
    }

    private static Collector start(boolean silent) {
        try {
            return new Collector(
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
                    silent);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (silent) {
                if (over.await(1, TimeUnit.HOURS)) {
                    exchange.sendResponseHeaders(503, -1);
                }
                return;
            }
            boolean taken =
                    exchange.getRequestMethod().equals("POST")
                            && exchange.getRequestURI().getPath().equals(PATH)
                            && "application/x-protobuf"
                                    .equals(exchange.getRequestHeaders().getFirst("Content-Type"));
            if (taken) {
                requests.add(ExportTraceServiceRequest.parseFrom(exchange.getRequestBody()));
                headers.add(exchange.getRequestHeaders().entrySet().toString());
            }
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(taken ? 200 : 415, -1);
        } catch (InterruptedException cause) {
            Thread.currentThread().interrupt();
        }
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What came, oldest first. */
    public List<ReceivedSpan> spans() {
        List<ReceivedSpan> spans = new ArrayList<>();
        requests.forEach(request ->
                request.getResourceSpansList()
                        .forEach(resource ->
                                resource.getScopeSpansList()
                                        .forEach(scope ->
                                                scope.getSpansList()
                                                        .forEach(span ->
                                                                spans.add(
                                                                        ReceivedSpan.of(
                                                                                resource
                                                                                        .getResource(),
                                                                                span))))));
        return spans;
    }

    /** All of it as text, resources and names included. */
    public String text() {
        StringBuilder text = new StringBuilder();
        requests.forEach(text::append);
        return text.toString();
    }

    /** The headers of each request. */
    public List<String> headers() {
        return List.copyOf(headers);
    }

    @Override
    public void close() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
