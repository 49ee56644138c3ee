package org.llamaorch.engines.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.Workload;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks an engine how it is and has it show what it serves. Blocks, so call it on a virtual thread;
 * every question has its timeout; an interrupt ends it. Safe from any thread.
 */
public final class EngineProbe implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int OK = 200;

    /** What servers answer for a path that their model does not serve. */
    private static final Set<Integer> NOT_SERVED = Set.of(404, 405, 501);

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
     * @param key what the engine asks for; null when it asks for none
     * @throws InterruptedException when the thread is told to stop
     */
    public EngineState look(EngineKind kind, String url, @Nullable String key)
            throws InterruptedException {
        return switch (kind) {
            case LLAMACPP -> lookAtLlamaCpp(url, key);
            case OPENAI -> lookAtOpenAi(url, key);
            case VLLM, TGI, TRITON ->
                    EngineState.unusable("no adapter speaks " + kind.wireName() + " yet");
        };
    }

    /**
     * Has the engine show what it serves: decode a token, embed a text, rank one (B-PM-001,
     * B-OAI-009).
     *
     * @param key what the engine asks for; null when it asks for none
     * @param model the name to ask for
     * @throws InterruptedException when the thread is told to stop
     */
    public Shown show(EngineKind kind, String url, @Nullable String key, String model)
            throws InterruptedException {
        Set<Workload> workloads = EnumSet.noneOf(Workload.class);
        ObjectNode rank = named(model).put("query", "a");
        rank.putArray("documents").add("a");
        if (served(url, key, "/v1/rerank", rank, "results")) {
            workloads.add(Workload.RERANK);
        }
        if (served(url, key, "/v1/embeddings", named(model).put("input", "a"), "data")) {
            workloads.add(Workload.EMBEDDING);
        }
        boolean llama = kind == EngineKind.LLAMACPP;
        if (llama && !workloads.isEmpty()) {
            // It decodes all the same, but from a model that was opened for something else; and
            // one that ranks embeds into zeros.
            return Shown.of(
                    workloads.contains(Workload.RERANK) ? Workload.RERANK : Workload.EMBEDDING);
        }
        Answer token =
                post(
                        url,
                        key,
                        llama ? "/completion" : "/v1/completions",
                        named(model)
                                .put("prompt", "a")
                                .put(llama ? "n_predict" : "max_tokens", 1)
                                .put("stream", false));
        if (token.ok()) {
            boolean decoded =
                    llama ? token.json().has("content") : !token.json().path("choices").isEmpty();
            if (!decoded) {
                return Shown.not("it answered a request for a token with something else");
            }
            workloads.add(Workload.COMPLETION);
        } else if (workloads.isEmpty() || !NOT_SERVED.contains(token.status())) {
            return Shown.not("it could not decode a token: " + token.problem());
        }
        return new Shown(workloads, null);
    }

    private boolean served(
            String url, @Nullable String key, String path, ObjectNode body, String list)
            throws InterruptedException {
        Answer answer = post(url, key, path, body);
        return answer.ok() && !answer.json().path(list).isEmpty();
    }

    private static ObjectNode named(String model) {
        return JSON.createObjectNode().put("model", model);
    }

    private Answer post(String url, @Nullable String key, String path, ObjectNode body)
            throws InterruptedException {
        return ask(
                url,
                key,
                path,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString())),
                settings.decodeTimeoutMs());
    }

    /**
     * Share of a llama.cpp server's KV cache that holds tokens, 0 to 1, as its slots tell (contract
     * §5): of each its prompt and what it decoded, which stay there for the next prompt.
     *
     * @param key what the engine asks for; null when it asks for none
     * @return empty when it does not tell
     * @throws InterruptedException when the thread is told to stop
     */
    public OptionalDouble cacheUsage(String url, @Nullable String key) throws InterruptedException {
        Answer slots = get(url, key, "/slots");
        if (!slots.ok() || !slots.json().isArray()) {
            return OptionalDouble.empty();
        }
        long room = 0;
        long held = 0;
        for (JsonNode slot : slots.json()) {
            long ctx = slot.path("n_ctx").asLong(0);
            long decoded = 0;
            for (JsonNode sequence : slot.path("next_token")) {
                decoded += sequence.path("n_decoded").asLong(0);
            }
            room += ctx;
            held += Math.clamp(slot.path("n_prompt_tokens").asLong(0) + decoded, 0, ctx);
        }
        return room == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) held / room);
    }

    private EngineState lookAtLlamaCpp(String url, @Nullable String key)
            throws InterruptedException {
        Answer health = get(url, key, "/health");
        if (health.status() == 503) {
            return EngineState.loadingModel();
        }
        if (!health.ok()) {
            return health.status() == 0
                    ? EngineState.down(health.problem())
                    : EngineState.unusable("its health: " + health.problem());
        }
        Answer props = get(url, key, "/props");
        if (!props.ok()) {
            return EngineState.unusable("its properties: " + props.problem());
        }
        Answer models = get(url, key, "/v1/models");
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

    private EngineState lookAtOpenAi(String url, @Nullable String key) throws InterruptedException {
        Answer models = get(url, key, "/v1/models");
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
        Answer version = get(url, key, "/version");
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

    private Answer get(String url, @Nullable String key, String path) throws InterruptedException {
        return ask(url, key, path, HttpRequest.newBuilder(), settings.answerTimeoutMs());
    }

    private Answer ask(
            String url,
            @Nullable String key,
            String path,
            HttpRequest.Builder request,
            long timeoutMs)
            throws InterruptedException {
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
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
