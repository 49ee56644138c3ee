package org.llamaorch.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP server that says what it was told to, answer by answer, and remembers what it was asked.
 */
final class ScriptedOrchestrator implements AutoCloseable {

    private record Answer(int status, String body, boolean breakOff) {}

    private final HttpServer server;
    private final Deque<Answer> answers = new ArrayDeque<>();

    /** Method, path and Last-Event-ID of each request, in order. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    /** The body of each request, in order; empty for none. */
    final List<String> bodies = new CopyOnWriteArrayList<>();

    ScriptedOrchestrator() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.createContext("/", this::answer);
        server.start();
    }

    OrchestratorClient client() {
        return new OrchestratorClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), null);
    }

    /** Runs a command against it. */
    Captured run(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--addr";
        all[arguments.length + 1] = client().base().getAuthority();
        return Captured.run(all);
    }

    synchronized ScriptedOrchestrator then(int status, String body) {
        answers.add(new Answer(status, body, false));
        return this;
    }

    /** A stream that loses its connection behind {@code frames}. */
    synchronized ScriptedOrchestrator thenBreaksOffAfter(String frames) {
        answers.add(new Answer(200, frames, true));
        return this;
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String lastId = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        asked.add(
                exchange.getRequestMethod()
                        + " "
                        + exchange.getRequestURI()
                        + (lastId == null ? "" : " after " + lastId));
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Answer answer = answers.isEmpty() ? new Answer(500, "{}", false) : answers.pop();
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        if (body.length == 0) {
            exchange.sendResponseHeaders(answer.status(), -1);
            exchange.close();
            return;
        }
        // One byte more than there is, and then a close: the reader sees a connection that broke.
        exchange.sendResponseHeaders(
                answer.status(), answer.breakOff() ? body.length + 1L : body.length);
        exchange.getResponseBody().write(body);
        exchange.getResponseBody().flush();
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
