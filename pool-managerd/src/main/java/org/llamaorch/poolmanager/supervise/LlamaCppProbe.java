package org.llamaorch.poolmanager.supervise;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
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
            PlainHttp.Answer health = get(url + "/health", apiKey, timeout);
            if (health.status() == 503) {
                return new ProbeResult.Loading("The model is loading.");
            }
            if (health.status() != 200) {
                return new ProbeResult.Failed(
                        "The engine's health answers " + health.status() + ".");
            }
            PlainHttp.Answer props = get(url + "/props", apiKey, timeout);
            if (props.status() != 200) {
                return new ProbeResult.Failed(
                        "The engine's properties answer " + props.status() + ".");
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
            return new ProbeResult.Loading("The engine's port is not open.");
        } catch (IOException problem) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return new ProbeResult.Failed("The engine does not answer: " + problem + ".");
        } catch (JacksonException _) {
            return new ProbeResult.Failed("The engine's properties are no JSON.");
        }
    }

    private static ProbeResult decoded(
            String url, @Nullable String apiKey, Duration timeout, EngineProperties properties)
            throws IOException {
        PlainHttp.Answer answer =
                PlainHttp.exchange(URI.create(url + "/completion"), ONE_TOKEN, apiKey, timeout);
        if (answer.status() == 200
                && JSON.readTree(answer.body()).path("tokens_predicted").asInt(0) >= 1) {
            return new ProbeResult.Serving(properties);
        }
        return new ProbeResult.Failed(
                "The engine answers but decodes no token (status " + answer.status() + ").");
    }

    private static PlainHttp.Answer get(String url, @Nullable String apiKey, Duration timeout)
            throws IOException {
        return PlainHttp.exchange(URI.create(url), null, apiKey, timeout);
    }
}
