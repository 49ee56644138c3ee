package org.llamaorch.bdd.target;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Requests byte by byte, for what no HTTP client would send. */
public final class RawHttp {

    private RawHttp() {}

    /**
     * Sends {@code head} as it is, then {@code bodyBytes} times the letter x, and reads the answer;
     * blocks for at most {@code limit}. A server may answer before it has read the body, and close.
     */
    public static Answer send(URI address, byte[] head, long bodyBytes, Duration limit) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), 5000);
            socket.setSoTimeout((int) limit.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(head);
            out.flush();
            Thread body = Thread.ofVirtual().start(() -> sendBody(out, bodyBytes));
            try {
                return read(socket.getInputStream());
            } finally {
                socket.shutdownOutput();
                body.join();
            }
        } catch (IOException cause) {
            throw new AssertionError("no answer to a raw request: " + cause.getMessage(), cause);
        } catch (InterruptedException cause) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during a raw request", cause);
        }
    }

    private static void sendBody(OutputStream out, long bodyBytes) {
        byte[] piece = "x".repeat(65_536).getBytes(StandardCharsets.US_ASCII);
        try {
            for (long left = bodyBytes; left > 0; left -= piece.length) {
                out.write(piece, 0, (int) Math.min(left, piece.length));
            }
            out.flush();
        } catch (IOException _) {
            // The server has heard enough; its answer is what counts.
        }
    }

    private static Answer read(InputStream in) throws IOException {
        String head = head(in);
        List<String> lines = head.lines().toList();
        Map<String, List<String>> headers = new HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.computeIfAbsent(
                                line.substring(0, colon).toLowerCase(Locale.ROOT),
                                _ -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
        }
        return new Answer(
                Integer.parseInt(lines.getFirst().substring(9, 12)),
                headers,
                new String(body(in, headers), StandardCharsets.UTF_8));
    }

    /** As long as the head says, or up to the close; chunks are not read. */
    private static byte[] body(InputStream in, Map<String, List<String>> headers)
            throws IOException {
        List<String> length = headers.get("content-length");
        if (length != null) {
            return in.readNBytes(Integer.parseInt(length.getFirst()));
        }
        return headers.containsKey("transfer-encoding") ? new byte[0] : in.readAllBytes();
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String end = "\r\n\r\n";
        for (int matched = 0; matched < end.length(); ) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("closed after " + bytes.size() + " bytes of an answer");
            }
            bytes.write(b);
            matched = b == end.charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
