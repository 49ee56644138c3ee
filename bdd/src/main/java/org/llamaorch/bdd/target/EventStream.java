package org.llamaorch.bdd.target;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A stream being read over a socket of its own, so that a scenario sees every byte and can leave at
 * any moment. A thread reads; everybody else looks at what came. Guarded by this.
 */
public final class EventStream implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * A frame as it came.
     *
     * @param id null for frames that have none
     * @param raw its bytes, the blank line included
     */
    public record Frame(@Nullable String id, String event, String data, String raw) {
        public JsonNode json() {
            return JSON.readTree(data);
        }
    }

    private final Socket socket;
    private final List<Frame> frames = new ArrayList<>();
    private int comments;
    private String head = "";
    private String plainBody = "";
    private boolean over;

    private EventStream(Socket socket) {
        this.socket = socket;
    }

    /** Sends the request and reads on. {@code receiveBufferBytes} 0 for the system's own. */
    public static EventStream open(
            URI address,
            String method,
            String path,
            Map<String, String> headers,
            @Nullable String body,
            int receiveBufferBytes) {
        try {
            Socket socket = new Socket();
            if (receiveBufferBytes > 0) {
                socket.setReceiveBufferSize(receiveBufferBytes);
            }
            socket.connect(
                    new java.net.InetSocketAddress(address.getHost(), address.getPort()), 5000);
            socket.setTcpNoDelay(true);
            StringBuilder request =
                    new StringBuilder(
                            method
                                    + " "
                                    + path
                                    + " HTTP/1.1\r\nHost: "
                                    + address.getAuthority()
                                    + "\r\n");
            headers.forEach((name, value) ->
                    request.append(name).append(": ").append(value).append("\r\n"));
            byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
            if (body != null) {
                request.append("Content-Type: application/json\r\nContent-Length: ")
                        .append(bytes.length)
                        .append("\r\n");
            }
            OutputStream out = socket.getOutputStream();
            out.write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            out.write(bytes);
            out.flush();
            EventStream stream = new EventStream(socket);
            if (receiveBufferBytes == 0) {
                Thread.ofVirtual().name("stream " + path).start(stream::read);
            }
            return stream;
        } catch (IOException cause) {
            throw new AssertionError("cannot open " + path, cause);
        }
    }

    /** Begins to read a stream that was opened with a buffer of its own and not read so far. */
    public void beginToRead() {
        Thread.ofVirtual().name("late stream").start(this::read);
    }

    private void read() {
        try (InputStream in = socket.getInputStream()) {
            String received = readHead(in);
            boolean chunked =
                    received.toLowerCase(java.util.Locale.ROOT)
                            .contains("transfer-encoding: chunked");
            synchronized (this) {
                head = received;
                notifyAll();
            }
            if (chunked) {
                readChunks(in);
            } else {
                readPlain(in, received);
            }
        } catch (IOException _) {
            // The other side or the scenario closed: over.
        } finally {
            synchronized (this) {
                over = true;
                notifyAll();
            }
        }
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the connection ended in the head");
            }
            bytes.write(b);
            matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private void readPlain(InputStream in, String received) throws IOException {
        java.util.regex.Matcher length =
                java.util.regex.Pattern.compile("(?i)content-length: *(\\d+)").matcher(received);
        if (length.find()) {
            String body =
                    new String(
                            in.readNBytes(Integer.parseInt(length.group(1))),
                            StandardCharsets.UTF_8);
            synchronized (this) {
                plainBody = body;
            }
        }
    }

    private void readChunks(InputStream in) throws IOException {
        ByteArrayOutputStream pending = new ByteArrayOutputStream();
        while (true) {
            StringBuilder line = new StringBuilder();
            int b;
            while ((b = in.read()) >= 0 && b != '\n') {
                line.append((char) b);
            }
            if (b < 0) {
                throw new IOException("the connection ended in a chunk");
            }
            int size = Integer.parseInt(line.toString().strip(), 16);
            if (size == 0) {
                return;
            }
            pending.write(in.readNBytes(size));
            in.readNBytes(2);
            takeFrames(pending);
        }
    }

    private void takeFrames(ByteArrayOutputStream pending) {
        String text = pending.toString(StandardCharsets.UTF_8);
        int from = 0;
        for (int end; (end = text.indexOf("\n\n", from)) >= 0; from = end + 2) {
            take(text.substring(from, end + 2));
        }
        pending.reset();
        pending.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
    }

    private synchronized void take(String raw) {
        String id = null;
        String event = "message";
        StringBuilder data = new StringBuilder();
        boolean comment = true;
        for (String line : raw.split("\n", -1)) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
                comment = false;
            } else if (line.startsWith("event: ")) {
                event = line.substring(7);
                comment = false;
            } else if (line.startsWith("data: ")) {
                data.append(line.substring(6));
                comment = false;
            }
        }
        if (comment) {
            comments++;
        } else {
            frames.add(new Frame(id, event, data.toString(), raw));
        }
        notifyAll();
    }

    public synchronized List<Frame> frames() {
        return List.copyOf(frames);
    }

    /** The frames that have an id. */
    public List<Frame> numbered() {
        return frames().stream().filter(frame -> frame.id() != null).toList();
    }

    /** What the tokens say, joined. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Frame frame : frames()) {
            if (frame.event().equals("token")) {
                text.append(frame.json().path("t").asString(""));
            }
        }
        return text.toString();
    }

    public synchronized int comments() {
        return comments;
    }

    /** The status line, waited for. */
    public int status(Duration limit) {
        String received =
                Waiting.until(
                        "the head of a stream",
                        limit,
                        () -> {
                            synchronized (this) {
                                if (!head.isEmpty()) {
                                    return Optional.of(head);
                                }
                                return over ? Optional.of("HTTP/1.1 000 ") : Optional.empty();
                            }
                        });
        return Integer.parseInt(received.substring(9, 12));
    }

    public synchronized Optional<String> header(String name) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    /** The body of an answer that was no stream. */
    public synchronized String plainBody() {
        return plainBody;
    }

    public synchronized boolean isOver() {
        return over;
    }

    /** All frames, once the stream is over. */
    public List<Frame> awaitEnd(Duration limit) {
        Waiting.untilTrue("the end of a stream", limit, this::isOver);
        return frames();
    }

    /** The {@code count}-th frame of this kind, waited for. */
    public Frame await(String event, int count, Duration limit) {
        return Waiting.until(
                "frame " + count + " of kind " + event,
                limit,
                () -> {
                    List<Frame> found =
                            frames().stream().filter(frame -> frame.event().equals(event)).toList();
                    if (found.size() >= count) {
                        return Optional.of(found.get(count - 1));
                    }
                    if (isOver()) {
                        throw new AssertionError("the stream ended with " + frames());
                    }
                    return Optional.empty();
                });
    }

    /** Ends our half only: the server sees FIN and could still send. */
    public void halfClose() {
        try {
            socket.shutdownOutput();
        } catch (IOException cause) {
            throw new AssertionError("cannot half-close", cause);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone either way.
        }
    }
}
