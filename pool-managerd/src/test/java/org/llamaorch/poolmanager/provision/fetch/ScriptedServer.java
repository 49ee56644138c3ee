package org.llamaorch.poolmanager.provision.fetch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A server on loopback that says exactly what a test tells it, byte for byte. */
public final class ScriptedServer implements AutoCloseable {

    /** A request: its path, and its headers by lowercase name. */
    public record Request(String path, Map<String, String> headers) {
        public @Nullable String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }
    }

    /** Answers on the open connection, which is closed afterwards. */
    public interface Script {
        void answer(Request request, OutputStream out) throws IOException;
    }

    private final ServerSocket socket;
    private final Script script;
    public final List<Request> requests = new CopyOnWriteArrayList<>();

    public ScriptedServer(Script script) throws IOException {
        this.script = script;
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    public String address() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    public static void head(OutputStream out, String status, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        out.write(
                head.append("Connection: close\r\n\r\n")
                        .toString()
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection;
                OutputStream out = connection.getOutputStream()) {
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(
                                    connection.getInputStream(), StandardCharsets.ISO_8859_1));
            String line = in.readLine();
            if (line == null) {
                return;
            }
            Map<String, String> headers = new LinkedHashMap<>();
            for (String header = in.readLine();
                    header != null && !header.isEmpty();
                    header = in.readLine()) {
                int colon = header.indexOf(':');
                headers.put(
                        header.substring(0, colon).toLowerCase(Locale.ROOT),
                        header.substring(colon + 1).strip());
            }
            Request request = new Request(line.split(" ", -1)[1], headers);
            requests.add(request);
            script.answer(request, out);
        } catch (IOException _) {
            // The client went away, as some tests want it to.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
