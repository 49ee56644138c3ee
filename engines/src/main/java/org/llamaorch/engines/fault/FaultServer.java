package org.llamaorch.engines.fault;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The fault engine's HTTP interface. Confined to its event loop. */
final class FaultServer extends VerticleBase implements FaultRun.Owner {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MAX_HEADER_BYTES = 64 << 10;

    private final FaultOptions options;
    private final Runnable death;
    private final FaultSlots slots;
    private final long readyAtNanos;
    private FaultStats stats = new FaultStats();
    private FaultHealth health = FaultHealth.OK;
    private @Nullable FaultScript scripted;
    private int scriptedRequests;
    private int answers;
    private @Nullable HttpServer server;

    FaultServer(FaultOptions options, Runnable death) {
        this.options = options;
        this.death = death;
        this.slots = new FaultSlots(options.slots());
        this.readyAtNanos = System.nanoTime() + options.loadingMs() * 1_000_000;
    }

    /** The port it listens on; once started. */
    int port() {
        HttpServer listening = server;
        return listening == null ? 0 : listening.actualPort();
    }

    @Override
    public Future<?> start() {
        server =
                vertx.createHttpServer(
                                new HttpServerOptions()
                                        .setTcpNoDelay(true)
                                        .setMaxHeaderSize(MAX_HEADER_BYTES))
                        .requestHandler(this::request);
        return server.listen(options.port(), options.host());
    }

    private void request(HttpServerRequest request) {
        request.body()
                .onSuccess(body -> {
                    try {
                        route(request, body);
                    } catch (IllegalArgumentException wrong) {
                        refuse(request, 400, "invalid_request_error", said(wrong));
                    } catch (JacksonException notJson) {
                        refuse(
                                request,
                                400,
                                "invalid_request_error",
                                "[json.exception.parse_error.101] parse error");
                    }
                });
    }

    private static String said(IllegalArgumentException wrong) {
        String message = wrong.getMessage();
        return message == null ? "wrong" : message;
    }

    private void route(HttpServerRequest request, Buffer body) {
        String path = request.path();
        if (path.startsWith("/fault/")) {
            control(request, path, body);
            return;
        }
        if (health == FaultHealth.DOWN) {
            request.connection().close();
            return;
        }
        if (health == FaultHealth.LOADING || System.nanoTime() < readyAtNanos) {
            refuse(request, 503, "unavailable_error", "Loading model");
            return;
        }
        boolean open = path.equals("/health") || path.equals("/v1/health");
        if (!open && !keyFits(request)) {
            refuse(request, 401, "authentication_error", "Invalid API Key");
            return;
        }
        switch (request.method().name() + " " + path) {
            case "GET /health", "GET /v1/health" -> answer(request, "{\"status\":\"ok\"}");
            case "GET /props" -> answer(request, FaultFacts.props(options));
            case "GET /slots" -> answer(request, FaultFacts.slots(options, slots.processing()));
            case "GET /v1/models" -> answer(request, FaultFacts.models(options));
            case "GET /metrics" -> metrics(request);
            case "POST /tokenize" ->
                    answer(
                            request,
                            FaultFacts.tokens(JSON.readTree(body.getBytes()).path("content")));
            case "POST /embedding", "POST /v1/embeddings", "POST /v1/rerank" ->
                    inputs(request, path, body);
            case "POST /completion" -> generate(request, FaultDialect.COMPLETION, body);
            case "POST /v1/completions" -> generate(request, FaultDialect.TEXT, body);
            case "POST /v1/chat/completions" -> generate(request, FaultDialect.CHAT, body);
            default -> refuse(request, 404, "not_found_error", "File Not Found");
        }
    }

    private void inputs(HttpServerRequest request, String path, Buffer body) {
        boolean rerank = path.equals("/v1/rerank");
        FaultOptions.Mode mode = options.mode();
        if (mode == FaultOptions.Mode.GENERATE || (rerank && mode == FaultOptions.Mode.EMBEDDING)) {
            refuse(
                    request,
                    501,
                    "not_supported_error",
                    "This server does not support %s. Start it with `--%s`"
                            .formatted(
                                    rerank ? "reranking" : "embeddings",
                                    rerank ? "reranking" : "embeddings"));
            return;
        }
        JsonNode asked = JSON.readTree(body.getBytes());
        ObjectNode seen = stats.request(request, asked);
        FaultScript script = nextScript(asked.path(rerank ? "query" : "input").asString(""));
        if (script.status() > 0) {
            stats.refused();
            refuse(request, script.status(), "server_error", "asked to refuse");
        } else if (script.hang()) {
            FaultDialect.Answer none =
                    new FaultDialect.Answer(
                            "fault-" + answers++, options.model(), 0, 0, false, false, script);
            run(request, FaultDialect.TEXT, none, "", asked, true, seen);
        } else if (rerank) {
            answer(request, FaultFacts.ranking(options, asked));
        } else if (path.equals("/embedding")) {
            answer(request, FaultFacts.embedding(asked));
        } else {
            answer(request, FaultFacts.embeddings(options, asked));
        }
    }

    private boolean keyFits(HttpServerRequest request) {
        if (options.apiKeys().isEmpty()) {
            return true;
        }
        String bearer = request.getHeader("Authorization");
        String key = request.getHeader("X-Api-Key");
        return (bearer != null
                        && bearer.startsWith("Bearer ")
                        && options.apiKeys().contains(bearer.substring(7)))
                || (key != null && options.apiKeys().contains(key));
    }

    private void control(HttpServerRequest request, String path, Buffer body) {
        switch (request.method().name() + " " + path) {
            case "GET /fault/stats" ->
                    answer(request, stats.json(slots.running(), slots.waiting()).toString());
            case "POST /fault/script" -> {
                JsonNode asked = JSON.readTree(body.getBytes());
                scripted =
                        asked.has("script")
                                ? FaultScript.parse(asked.path("script").asString())
                                : null;
                scriptedRequests = asked.path("requests").asInt(Integer.MAX_VALUE);
                answer(request, "{}");
            }
            case "POST /fault/health" -> {
                health = FaultHealth.parse(JSON.readTree(body.getBytes()).path("state").asString());
                answer(request, "{}");
            }
            case "POST /fault/reset" -> {
                reset();
                answer(request, "{}");
            }
            case "POST /fault/die" -> die();
            default -> refuse(request, 404, "not_found_error", "File Not Found");
        }
    }

    /** As it was at its start: whoever still waits for an answer loses the connection. */
    private void reset() {
        slots.all().forEach(FaultRun::drop);
        stats = new FaultStats();
        scripted = null;
        health = FaultHealth.OK;
        answers = 0;
    }

    private void generate(HttpServerRequest request, FaultDialect dialect, Buffer body) {
        JsonNode asked = JSON.readTree(body.getBytes());
        ObjectNode seen = stats.request(request, asked);
        JsonNode messages = asked.path("messages");
        JsonNode prompt = dialect == FaultDialect.CHAT ? messages : asked.path("prompt");
        if (prompt.isMissingNode()) {
            stats.refused();
            refuse(request, 400, "invalid_request_error", "key 'prompt' not found");
            return;
        }
        String text = prompt.isString() ? prompt.asString() : prompt.toString();
        FaultScript script = nextScript(text);
        int tokensIn = FaultFacts.count(text);
        if (script.status() > 0) {
            stats.refused();
            if (script.retryAfter() >= 0) {
                request.response().putHeader("Retry-After", Integer.toString(script.retryAfter()));
            }
            refuse(request, script.status(), "server_error", "asked to refuse");
            return;
        }
        if (tokensIn > options.ctx()) {
            stats.refused();
            refuse(
                    request,
                    400,
                    "exceed_context_size_error",
                    "request (%d tokens) exceeds the available context size (%d tokens), try increasing it"
                            .formatted(tokensIn, options.ctx()));
            return;
        }
        FaultDialect.Answer answer =
                new FaultDialect.Answer(
                        "fault-" + answers++,
                        options.model(),
                        0,
                        tokensIn,
                        asked.path("stream_options").path("include_usage").asBoolean(false),
                        asked.has("response_fields"),
                        script);
        boolean stream = asked.path("stream").asBoolean(false);
        run(request, dialect, answer, text, asked, stream, seen);
    }

    /**
     * @param stream whether it is noticed that the client leaves
     * @param seen is told how many requests ran at once
     */
    private void run(
            HttpServerRequest request,
            FaultDialect dialect,
            FaultDialect.Answer answer,
            String text,
            JsonNode asked,
            boolean stream,
            ObjectNode seen) {
        FaultRun run =
                new FaultRun(
                        vertx,
                        this,
                        request,
                        dialect,
                        answer,
                        new FaultWords(
                                answer.script(), asked.path("seed").asLong(options.seed()), text),
                        stream,
                        limit(asked),
                        together -> seen.put("running_most", together));
        request.response().closeHandler(_ -> run.abort());
        request.response().exceptionHandler(_ -> run.abort());
        slots.enter(run);
    }

    private FaultScript nextScript(String text) {
        FaultScript script = scripted;
        if (script == null) {
            return FaultScript.inPrompt(text);
        }
        if (scriptedRequests != Integer.MAX_VALUE && --scriptedRequests <= 0) {
            scripted = null;
        }
        return script;
    }

    private static int limit(JsonNode asked) {
        for (String name : new String[] {"n_predict", "max_tokens", "max_completion_tokens"}) {
            if (asked.path(name).isNumber()) {
                return asked.path(name).asInt();
            }
        }
        return -1;
    }

    @Override
    public void over(FaultRun run, boolean aborted) {
        stats.over(aborted);
        slots.leave(run);
    }

    @Override
    public void die() {
        death.run();
    }

    private void metrics(HttpServerRequest request) {
        request.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4")
                .end(
                        "llamacpp:requests_processing %d\nllamacpp:requests_deferred %d\n"
                                .formatted(slots.running(), slots.waiting()));
    }

    private static void answer(HttpServerRequest request, String json) {
        request.response().putHeader("Content-Type", "application/json; charset=utf-8").end(json);
    }

    private static void refuse(HttpServerRequest request, int status, String type, String message) {
        ObjectNode error = JSON.createObjectNode();
        error.putObject("error").put("code", status).put("message", message).put("type", type);
        request.response().setStatusCode(status);
        answer(request, error.toString());
    }
}
