package org.llamaorch.engines.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.llamaorch.contracts.EngineKind;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks an engine how it is and has it decode a token. Blocks, so call it on a virtual thread; every
 * question has its timeout; an interrupt ends it. Safe from any thread.
 */
public final class EngineProbe implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int OK = 200;

    /** An answer: its status, 0 when none came, and its JSON. */
    private record Answer(int status, JsonNode json, String problem) {
        boolean ok() {
            return status == OK;
        }
    }

    private final ProbeSettings settings;
    private final HttpClient http;

    public EngineProbe(ProbeSettings settings) {
        this.settings = settings;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofMillis(settings.connectTimeoutMs()))
                        .build();
    }

    /**
     * Health and properties of an engine (OC-ADAPT-5001, OC-ADAPT-OAI-6000).
     *
     * @throws InterruptedException when the thread is told to stop
     */
    public EngineState look(EngineKind kind, String url) throws InterruptedException {
        return switch (kind) {
            case LLAMACPP -> lookAtLlamaCpp(url);
            case OPENAI -> lookAtOpenAi(url);
            case VLLM, TGI, TRITON ->
                    EngineState.unusable("no adapter speaks " + kind.wireName() + " yet");
        };
    }

    /**
     * Has the engine decode one token (B-PM-001).
     *
     * @param model the name to ask for
     * @return why it could not; empty when it did
     * @throws InterruptedException when the thread is told to stop
     */
    public Optional<String> decode(EngineKind kind, String url, String model)
            throws InterruptedException {
        boolean llama = kind == EngineKind.LLAMACPP;
        String body =
                JSON.createObjectNode()
                        .put("model", model)
                        .put("prompt", "a")
                        .put(llama ? "n_predict" : "max_tokens", 1)
                        .put("stream", false)
                        .toString();
        HttpRequest.Builder request =
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        Answer answer =
                ask(
                        url,
                        llama ? "/completion" : "/v1/completions",
                        request,
                        settings.decodeTimeoutMs());
        if (!answer.ok()) {
            return Optional.of("it could not decode a token: " + answer.problem());
        }
        boolean decoded =
                llama ? answer.json().has("content") : !answer.json().path("choices").isEmpty();
        return decoded
                ? Optional.empty()
                : Optional.of("it answered a request for a token with something else");
    }

    private EngineState lookAtLlamaCpp(String url) throws InterruptedException {
        Answer health = get(url, "/health");
        if (health.status() == 503) {
            return EngineState.loadingModel();
        }
        if (!health.ok()) {
            return health.status() == 0
                    ? EngineState.down(health.problem())
                    : EngineState.unusable("its health: " + health.problem());
        }
        Answer props = get(url, "/props");
        if (!props.ok()) {
            return EngineState.unusable("its properties: " + props.problem());
        }
        Answer models = get(url, "/v1/models");
        Set<String> names = new LinkedHashSet<>(names(models));
        addName(names, props.json().path("model_alias"));
        addName(names, props.json().path("model_path"));
        return new EngineState(
                true,
                false,
                props.json().path("total_slots").asInt(0),
                props.json().path("default_generation_settings").path("n_ctx").asInt(0),
                List.copyOf(names),
                props.json().path("build_info").asString(""),
                null);
    }

    private EngineState lookAtOpenAi(String url) throws InterruptedException {
        Answer models = get(url, "/v1/models");
        if (models.status() == 0) {
            return EngineState.down(models.problem());
        }
        if (models.status() == 503) {
            return EngineState.loadingModel();
        }
        if (!models.ok()) {
            return EngineState.unusable("its models: " + models.problem());
        }
        JsonNode first = models.json().path("data").path(0);
        int ctx = first.path("max_model_len").asInt(first.path("meta").path("n_ctx").asInt(0));
        Answer version = get(url, "/version");
        return new EngineState(
                true,
                false,
                0,
                ctx,
                names(models),
                version.ok() ? version.json().path("version").asString("") : "",
                null);
    }

    private static List<String> names(Answer models) {
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode model : models.json().path("data")) {
            addName(names, model.path("id"));
            for (JsonNode alias : model.path("aliases")) {
                addName(names, alias);
            }
        }
        return new ArrayList<>(names);
    }

    private static void addName(Set<String> names, JsonNode name) {
        if (name.isString() && !name.asString().isEmpty()) {
            names.add(name.asString());
        }
    }

    private Answer get(String url, String path) throws InterruptedException {
        return ask(url, path, HttpRequest.newBuilder(), settings.answerTimeoutMs());
    }

    private Answer ask(String url, String path, HttpRequest.Builder request, long timeoutMs)
            throws InterruptedException {
        try {
            HttpResponse<InputStream> response =
                    http.send(
                            request.uri(URI.create(url.replaceFirst("/+$", "") + path))
                                    .timeout(Duration.ofMillis(timeoutMs))
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                byte[] bytes = body.readNBytes(settings.maxAnswerBytes());
                int status = response.statusCode();
                return new Answer(status, json(bytes), "it answered " + status);
            }
        } catch (IOException e) {
            String message = e.getMessage();
            return none(message == null ? e.getClass().getSimpleName() : message);
        } catch (IllegalArgumentException badUrl) {
            return none("its url cannot be used");
        }
    }

    private static Answer none(String problem) {
        return new Answer(0, JSON.missingNode(), "it does not answer: " + problem);
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (JacksonException notJson) {
            return JSON.missingNode();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
