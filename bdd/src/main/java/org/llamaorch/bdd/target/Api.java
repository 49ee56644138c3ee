package org.llamaorch.bdd.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The HTTP client of a scenario: plain requests against one address, with headers that stay. */
public final class Api {

    /** Longest a scenario waits for an answer that is not a stream. */
    public static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

    private static final HttpClient CLIENT =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    private final URI address;
    private final Map<String, String> headers = new LinkedHashMap<>();

    public Api(URI address) {
        this.address = address;
    }

    public URI address() {
        return address;
    }

    /** Sends {@code name: value} with every later request; null takes it away. */
    public void always(String name, @Nullable String value) {
        if (value == null) {
            headers.remove(name);
        } else {
            headers.put(name, value);
        }
    }

    public Answer get(String path) {
        return send("GET", path, null, Map.of());
    }

    public Answer post(String path, @Nullable String json) {
        return send(
                "POST",
                path,
                json == null ? null : json.getBytes(StandardCharsets.UTF_8),
                Map.of());
    }

    public Answer send(
            String method, String path, byte @Nullable [] body, Map<String, String> extraHeaders) {
        try {
            Answer answer =
                    Answer.of(
                            CLIENT.send(
                                    request(method, path, body, extraHeaders),
                                    HttpResponse.BodyHandlers.ofByteArray()));
            Map<String, String> sent = new LinkedHashMap<>(headers);
            sent.putAll(extraHeaders);
            Transcript.current().note(method, path, sent, body, answer);
            return answer;
        } catch (IOException cause) {
            throw new UncheckedIOException(method + " " + path, cause);
        } catch (InterruptedException cause) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during " + method + " " + path, cause);
        }
    }

    /** The same without waiting; cancelling the future closes the connection. */
    public CompletableFuture<Answer> sendAsync(
            String method, String path, byte @Nullable [] body, Map<String, String> extraHeaders) {
        return CLIENT.sendAsync(
                        request(method, path, body, extraHeaders),
                        HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(Answer::of);
    }

    private HttpRequest request(
            String method, String path, byte @Nullable [] body, Map<String, String> extraHeaders) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(address + path)).timeout(ANSWER_WITHIN);
        Map<String, String> all = new LinkedHashMap<>();
        if (body != null) {
            all.put("Content-Type", "application/json");
        }
        all.putAll(headers);
        all.putAll(extraHeaders);
        all.forEach(builder::header);
        builder.method(
                method,
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(body));
        return builder.build();
    }
}
