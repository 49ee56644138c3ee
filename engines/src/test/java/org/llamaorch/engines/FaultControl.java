package org.llamaorch.engines;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A test's hand on a fault engine: its control calls, and waiting for what it sees. */
public final class FaultControl {

    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    public FaultControl(String url) {
        this.url = url;
    }

    public JsonNode get(String path) {
        return send(HttpRequest.newBuilder(URI.create(url + path)).build());
    }

    public JsonNode post(String path, String json) {
        return send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build());
    }

    public JsonNode stats() {
        return get("/fault/stats");
    }

    /** The body of the newest request. */
    public JsonNode lastBody() {
        JsonNode requests = stats().path("last_requests");
        return requests.get(requests.size() - 1).path("body");
    }

    /** Waits until the engine's figures are as wished. */
    public JsonNode awaitStats(Predicate<JsonNode> wish) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            JsonNode stats = stats();
            if (wish.test(stats)) {
                return stats;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the fault engine never got there: " + stats);
            }
            Thread.onSpinWait();
        }
    }

    private JsonNode send(HttpRequest request) {
        try {
            return JsonMapper.shared()
                    .readTree(http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
        } catch (IOException e) {
            throw new AssertionError("the fault engine does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
