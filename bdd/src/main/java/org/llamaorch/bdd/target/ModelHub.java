package org.llamaorch.bdd.target;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server of models on loopback that speaks what the hub of Hugging Face speaks to who fetches a
 * file: {@code /ORG/REPO/resolve/main/FILE} answers 302 with {@code X-Linked-Etag} (the SHA-256),
 * {@code X-Linked-Size} and the place of the bytes, which are given out with an entity tag and by
 * range. It serves one file under every name, well or as badly as the scenario says.
 */
public final class ModelHub implements AutoCloseable {

    /** What it does with the bytes. */
    public enum Manner {
        /** Gives them out. */
        WELL,
        /** Cuts the connection once, behind the half. */
        CUTS_ONCE,
        /** Cuts every connection behind the half of the file. */
        ENDS_EARLY,
        /** Goes on behind the end of the file. */
        SENDS_MORE,
        /** Another file than it told the digest of. */
        SENDS_OTHER,
        /** Holds the second half back until {@link #goOn}. */
        HOLDS
    }

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final byte[] file;
    private final Manner manner;
    private final @Nullable String elsewhere;
    private final boolean secure;
    private final AtomicBoolean cut = new AtomicBoolean();
    private final CountDownLatch held = new CountDownLatch(1);
    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private ModelHub(
            HttpServer server,
            boolean secure,
            byte[] file,
            Manner manner,
            @Nullable String elsewhere) {
        this.server = server;
        this.secure = secure;
        this.file = file;
        this.manner = manner;
        this.elsewhere = elsewhere;
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Serves a file by plain HTTP. */
    public static ModelHub start(Path file, Manner manner) {
        return open(file, manner, null, null);
    }

    /** Serves a file by HTTPS. */
    public static ModelHub start(Path file, Manner manner, ServerCertificate certificate) {
        return open(file, manner, null, certificate);
    }

    /** Says that the bytes are elsewhere. */
    public static ModelHub redirecting(Path file, String elsewhere) {
        return open(file, Manner.WELL, elsewhere, null);
    }

    /** The same by HTTPS. */
    public static ModelHub redirecting(Path file, String elsewhere, ServerCertificate certificate) {
        return open(file, Manner.WELL, elsewhere, certificate);
    }

    private static ModelHub open(
            Path file,
            Manner manner,
            @Nullable String elsewhere,
            @Nullable ServerCertificate certificate) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (certificate == null) {
                return new ModelHub(
                        HttpServer.create(address, 16), false, bytes, manner, elsewhere);
            }
            HttpsServer secure = HttpsServer.create(address, 16);
            secure.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
            return new ModelHub(secure, true, bytes, manner, elsewhere);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    public URI address() {
        return URI.create(
                (secure ? "https" : "http") + "://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Paths that it was asked for, oldest first. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** From which byte on the file was asked for, oldest first; {@code 0} for the whole. */
    public List<String> ranges() {
        return List.copyOf(ranges);
    }

    /** The byte behind which it cuts or holds. */
    public int half() {
        return file.length / 2;
    }

    public byte[] file() {
        return file.clone();
    }

    /** What was held back goes out. */
    public void goOn() {
        held.countDown();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        try (exchange) {
            if (path.contains("/resolve/main/")) {
                exchange.getResponseHeaders().add("X-Repo-Commit", "0".repeat(40));
                exchange.getResponseHeaders().add("X-Linked-Etag", '"' + sha256(file) + '"');
                exchange.getResponseHeaders().add("X-Linked-Size", Integer.toString(file.length));
                exchange.getResponseHeaders()
                        .add("Location", elsewhere == null ? "/blobs/file" : elsewhere);
                exchange.sendResponseHeaders(302, -1);
                return;
            }
            give(exchange);
        }
    }

    private void give(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        Matcher from = RANGE.matcher(range == null ? "" : range);
        String condition = exchange.getRequestHeaders().getFirst("If-Range");
        String tag = '"' + sha256(file).substring(0, 16) + '"';
        int first =
                from.matches() && (condition == null || condition.equals(tag))
                        ? Integer.parseInt(from.group(1))
                        : 0;
        ranges.add(Integer.toString(first));
        exchange.getResponseHeaders().add("Accept-Ranges", "bytes");
        exchange.getResponseHeaders().add("ETag", tag);
        if (first > 0) {
            exchange.getResponseHeaders()
                    .add(
                            "Content-Range",
                            "bytes " + first + "-" + (file.length - 1) + "/" + file.length);
        }
        int status = first > 0 ? 206 : 200;
        switch (manner) {
            case WELL -> send(exchange, status, file, first, file.length);
            case CUTS_ONCE ->
                    send(
                            exchange,
                            status,
                            file,
                            first,
                            cut.compareAndSet(false, true) ? half() : file.length);
            case ENDS_EARLY -> send(exchange, status, file, first, Math.max(first, half()));
            case SENDS_OTHER -> {
                byte[] other = file.clone();
                other[other.length - 1] ^= 1;
                send(exchange, status, other, first, other.length);
            }
            case SENDS_MORE -> {
                exchange.sendResponseHeaders(status, 0); // in chunks, without a length
                OutputStream out = exchange.getResponseBody();
                out.write(file, first, file.length - first);
                out.write(new byte[64]);
            }
            case HOLDS -> hold(exchange, status, first);
        }
    }

    /** Says that all comes, and sends the bytes up to {@code until}; fewer: the connection ends. */
    private static void send(HttpExchange exchange, int status, byte[] file, int first, int until)
            throws IOException {
        exchange.sendResponseHeaders(status, file.length - first);
        OutputStream out = exchange.getResponseBody();
        out.write(file, first, until - first);
        out.flush();
    }

    private void hold(HttpExchange exchange, int status, int first) throws IOException {
        int until = Math.max(first, half());
        exchange.sendResponseHeaders(status, file.length - first);
        OutputStream out = exchange.getResponseBody();
        out.write(file, first, until - first);
        out.flush();
        try {
            if (held.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                out.write(file, until, file.length - until);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** 64 hex digits. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException cause) {
            throw new IllegalStateException(cause);
        }
    }

    @Override
    public void close() {
        goOn();
        server.stop(0);
        threads.shutdownNow();
    }
}
