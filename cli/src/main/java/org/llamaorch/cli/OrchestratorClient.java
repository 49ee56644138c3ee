package org.llamaorch.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Speaks to an orchestrator over HTTP, blocking. The JDK's URL connection does it: of the clients
 * at hand it starts quickest, and a command makes two or three requests in its life. Safe from any
 * thread.
 */
final class OrchestratorClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    /** Twice the longest silence of a stream, which sends a comment every 15 s. */
    private static final Duration STREAM_SILENCE = Duration.ofSeconds(45);

    static {
        // A POST is repeated by whoever knows that it may be, never by the transport.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    private final URI base;
    private final @Nullable String token;
    private final @Nullable SSLSocketFactory sockets;

    OrchestratorClient(URI base, @Nullable String token) {
        this(base, token, null);
    }

    /**
     * @param sockets opens TLS connections; null for those that trust what the system trusts
     */
    OrchestratorClient(URI base, @Nullable String token, @Nullable SSLSocketFactory sockets) {
        this.base = base;
        this.token = token;
        this.sockets = sockets;
    }

    URI base() {
        return base;
    }

    /** Whether something answers HTTP at the address. */
    boolean answers() {
        try {
            HttpURLConnection connection = open("GET", "/healthz");
            connection.setReadTimeout((int) CONNECT_TIMEOUT.toMillis());
            int status = connection.getResponseCode();
            connection.disconnect();
            return status > 0;
        } catch (SSLException untrusted) {
            throw unreachable(untrusted);
        } catch (IOException refused) {
            return false;
        }
    }

    /** Fails with what to do about it when nothing answers at the address. */
    void ensureAnswers() {
        if (!answers()) {
            throw unreachable(new IOException("nothing answers at " + base));
        }
    }

    /** The document at {@code path}; a refusal becomes a {@link CommandFailure}. */
    JsonNode get(String path) {
        return exchange("GET", path, null, Map.of());
    }

    /** Posts a document; an answer without a body is a missing node. */
    JsonNode post(String path, JsonNode body) {
        return post(path, body, Map.of());
    }

    /** The same with more headers. */
    JsonNode post(String path, JsonNode body, Map<String, String> headers) {
        return exchange("POST", path, body, headers);
    }

    /** Posts without a body. */
    JsonNode post(String path) {
        return exchange("POST", path, null, Map.of());
    }

    /** Deletes what is at {@code path}. */
    void delete(String path) {
        exchange("DELETE", path, null, Map.of());
    }

    /**
     * Opens a task's stream.
     *
     * @param lastEventId number of the last frame seen; null to begin at the first
     * @return null when nothing is left to read: the terminal frame was seen before
     */
    @Nullable EventStream events(String taskId, @Nullable Long lastEventId) throws IOException {
        HttpURLConnection connection =
                open("GET", "/v2/tasks/" + segment(taskId) + "/events?verbose=true");
        connection.setReadTimeout((int) STREAM_SILENCE.toMillis());
        connection.setRequestProperty("Accept", "text/event-stream");
        if (lastEventId != null) {
            connection.setRequestProperty("Last-Event-ID", Long.toString(lastEventId));
        }
        int status = connection.getResponseCode();
        if (status == HttpURLConnection.HTTP_NO_CONTENT) {
            return null;
        }
        if (status != HttpURLConnection.HTTP_OK) {
            throw refusal(status, body(connection));
        }
        return new EventStream(connection);
    }

    /** Cancels a task; answered also when it has ended or never was. */
    void cancel(String taskId) {
        exchange(
                "POST",
                "/v2/tasks/" + segment(taskId) + "/cancel",
                Json.MAPPER.createObjectNode(),
                Map.of());
    }

    /** A caller's text as one segment of a path. */
    static String segment(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode exchange(
            String method, String path, @Nullable JsonNode body, Map<String, String> headers) {
        try {
            HttpURLConnection connection = open(method, path);
            headers.forEach(connection::setRequestProperty);
            if (body != null) {
                byte[] bytes = Json.MAPPER.writeValueAsBytes(body);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setDoOutput(true);
                connection.setFixedLengthStreamingMode(bytes.length);
                try (var out = connection.getOutputStream()) {
                    out.write(bytes);
                }
            }
            int status = connection.getResponseCode();
            String answer = body(connection);
            if (status >= 400) {
                throw refusal(status, answer);
            }
            return answer.isEmpty() ? Json.MAPPER.missingNode() : Json.MAPPER.readTree(answer);
        } catch (JacksonException wrong) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    base + " does not answer like an orchestrator; is another program there?",
                    wrong);
        } catch (IOException unreachable) {
            throw unreachable(unreachable);
        }
    }

    /** What to tell when nobody answers. */
    CommandFailure unreachable(IOException cause) {
        if (cause instanceof SSLException) {
            return new CommandFailure(
                    ExitCode.UNREACHABLE,
                    "the certificate shown at "
                            + base
                            + " is not trusted ("
                            + cause.getMessage()
                            + "); name the file of its authority with --cacert.",
                    cause);
        }
        return new CommandFailure(
                ExitCode.UNREACHABLE,
                "no orchestrator answers at "
                        + base
                        + "; start one with 'llama-orch up', or name its address with --addr.",
                cause);
    }

    private HttpURLConnection open(String method, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection)
                        base.resolve(path).toURL().openConnection(java.net.Proxy.NO_PROXY);
        if (sockets != null && connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(sockets);
        }
        connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
        connection.setReadTimeout((int) ANSWER_TIMEOUT.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setRequestMethod(method);
        if (token != null) {
            connection.setRequestProperty("Authorization", "Bearer " + token);
        }
        return connection;
    }

    private static String body(HttpURLConnection connection) throws IOException {
        try (InputStream stream =
                connection.getResponseCode() >= 400
                        ? connection.getErrorStream()
                        : connection.getInputStream()) {
            return stream == null ? "" : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static CommandFailure refusal(int status, String body) {
        String sentence;
        try {
            JsonNode envelope = Json.MAPPER.readTree(body);
            sentence = Envelope.sentence(envelope);
        } catch (JacksonException notOurs) {
            sentence = "the server at the address answered " + status + ".";
        }
        return new CommandFailure(ExitCode.REFUSED, sentence);
    }
}
