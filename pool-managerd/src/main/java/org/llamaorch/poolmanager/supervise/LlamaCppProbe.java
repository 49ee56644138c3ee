package org.llamaorch.poolmanager.supervise;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looks at a llama.cpp server: {@code GET /health}, {@code GET /props}, and one token by {@code
 * POST /completion} (contract §9, Ready). An embedding or reranking server decodes nothing and is
 * asked for its health and properties alone.
 */
public final class LlamaCppProbe implements ReadinessProbe {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ONE_TOKEN =
            """
            {"prompt":"a","n_predict":1,"temperature":0,"cache_prompt":false,"stream":false}\
            """;

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();

    private final boolean decodes;

    /**
     * A probe.
     *
     * @param decodes whether the engine generates text
     */
    public LlamaCppProbe(boolean decodes) {
        this.decodes = decodes;
    }

    @Override
    public ProbeResult look(String url, @Nullable String apiKey, boolean decode, Duration timeout)
            throws InterruptedException {
        try {
            HttpResponse<String> health = send(get(url + "/health", apiKey, timeout));
            if (health.statusCode() == 503) {
                return new ProbeResult.Loading("The model is loading.");
            }
            if (health.statusCode() != 200) {
                return new ProbeResult.Failed(
                        "The engine's health answers " + health.statusCode() + ".");
            }
            HttpResponse<String> props = send(get(url + "/props", apiKey, timeout));
            if (props.statusCode() != 200) {
                return new ProbeResult.Failed(
                        "The engine's properties answer " + props.statusCode() + ".");
            }
            JsonNode told = JSON.readTree(props.body());
            EngineProperties properties =
                    new EngineProperties(
                            told.path("total_slots").asInt(0),
                            told.path("default_generation_settings").path("n_ctx").asInt(0));
            return decode && decodes
                    ? decoded(url, apiKey, timeout, properties)
                    : new ProbeResult.Serving(properties);
        } catch (ConnectException _) {
            return new ProbeResult.Loading("The engine's port is not open yet.");
        } catch (IOException problem) {
            return new ProbeResult.Failed("The engine does not answer: " + problem + ".");
        } catch (JacksonException _) {
            return new ProbeResult.Failed("The engine's properties are no JSON.");
        }
    }

    private ProbeResult decoded(
            String url, @Nullable String apiKey, Duration timeout, EngineProperties properties)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + "/completion"))
                        .timeout(timeout)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(ONE_TOKEN));
        HttpResponse<String> answer = send(authorized(request, apiKey));
        if (answer.statusCode() == 200
                && JSON.readTree(answer.body()).path("tokens_predicted").asInt(0) >= 1) {
            return new ProbeResult.Serving(properties);
        }
        return new ProbeResult.Failed(
                "The engine answers but decodes no token (status " + answer.statusCode() + ").");
    }

    private static HttpRequest get(String url, @Nullable String apiKey, Duration timeout) {
        return authorized(HttpRequest.newBuilder(URI.create(url)).timeout(timeout).GET(), apiKey);
    }

    private static HttpRequest authorized(HttpRequest.Builder request, @Nullable String apiKey) {
        if (apiKey != null) {
            request.header("Authorization", "Bearer " + apiKey);
        }
        return request.build();
    }

    private HttpResponse<String> send(HttpRequest request)
            throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
