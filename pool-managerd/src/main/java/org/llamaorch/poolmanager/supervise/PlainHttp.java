package org.llamaorch.poolmanager.supervise;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.0 exchange over a plain socket: all that a look at an engine needs. The platform's
 * HTTP client first sets up TLS, which costs the first look of a process more than all the rest of
 * an adoption. Blocks up to the timeout; interruptible on a virtual thread.
 */
final class PlainHttp {

    private static final int LIMIT_BYTES = 4 << 20;
    private static final int CHUNK_BYTES = 8 << 10;

    private PlainHttp() {}

    /** A status and the body's text. */
    record Answer(int status, String body) {}

    /**
     * Sends a request and reads the whole answer.
     *
     * @param json body of a POST; null for a GET
     * @param bearer key to show; null for none
     * @throws IOException when it cannot be sent, or no HTTP answer of at most 4 MiB comes in time
     */
    static Answer exchange(
            URI uri, @Nullable String json, @Nullable String bearer, Duration timeout)
            throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), leftMs(deadline));
            byte[] body = json == null ? new byte[0] : json.getBytes(StandardCharsets.UTF_8);
            String head =
                    (json == null ? "GET " : "POST ")
                            + uri.getRawPath()
                            + " HTTP/1.0\r\nHost: "
                            + uri.getHost()
                            + ":"
                            + uri.getPort()
                            + "\r\n"
                            + (bearer == null ? "" : "Authorization: Bearer " + bearer + "\r\n")
                            + (json == null
                                    ? ""
                                    : "Content-Type: application/json\r\nContent-Length: "
                                            + body.length
                                            + "\r\n")
                            + "Connection: close\r\n\r\n";
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
            request.writeBytes(body);
            request.writeTo(socket.getOutputStream());
            return parse(readAll(socket, deadline));
        }
    }

    private static byte[] readAll(Socket socket, long deadline) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK_BYTES];
        while (all.size() <= LIMIT_BYTES) {
            socket.setSoTimeout(leftMs(deadline));
            int read = in.read(chunk);
            if (read < 0) {
                return all.toByteArray();
            }
            all.write(chunk, 0, read);
        }
        throw new IOException("the answer is longer than " + LIMIT_BYTES + " bytes");
    }

    private static Answer parse(byte[] bytes) throws IOException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        String[] first = text.lines().findFirst().orElse("").split(" ", 3);
        if (end < 0 || first.length < 2 || !first[0].startsWith("HTTP/1.")) {
            throw new IOException("the answer is no HTTP");
        }
        try {
            return new Answer(Integer.parseInt(first[1]), text.substring(end + 4));
        } catch (NumberFormatException _) {
            throw new IOException("the answer's status is no number");
        }
    }

    private static int leftMs(long deadline) throws SocketTimeoutException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
