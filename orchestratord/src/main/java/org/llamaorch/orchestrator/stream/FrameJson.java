package org.llamaorch.orchestrator.stream;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.FinishReason;
import org.llamaorch.contracts.Outcome;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.contracts.WireName;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The data of all frames but tokens, as compact JSON; absent members are left out (contract §3).
 */
final class FrameJson {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private FrameJson() {}

    static byte[] started(int queuePosition, long predictedStartMs) {
        return object(json -> {
            json.writeNumberProperty("queue_position", queuePosition);
            json.writeNumberProperty("predicted_start_ms", predictedStartMs);
        });
    }

    static byte[] terminal(Terminal terminal) {
        return switch (terminal) {
            case Terminal.End end -> end(end);
            case Terminal.Failure failure -> failure(failure);
        };
    }

    private static byte[] end(Terminal.End end) {
        return object(json -> {
            json.writeNumberProperty("tokens_out", end.tokensOut());
            json.writeNumberProperty("decode_time_ms", end.decodeTimeMs());
            json.writeNumberProperty("decode_ms", end.decodeTimeMs());
            json.writeNumberProperty("tokens_in", end.tokensIn());
            json.writeNumberProperty("tokens_cached", end.tokensCached());
            json.writeStringProperty("finish_reason", end.finishReason().wireName());
            text(json, "model_digest", end.modelDigest());
            text(json, "engine_version", end.engineVersion());
            json.writeStringProperty("stream_digest", end.streamDigest());
            if (end.resultJson() != null) {
                json.writeName("result");
                // On one line already. It may be of many megabytes, and this is the core thread.
                json.writeRawValue(end.resultJson());
            }
        });
    }

    private static byte[] failure(Terminal.Failure failure) {
        return object(json -> {
            json.writeStringProperty("code", failure.code().name());
            json.writeStringProperty("message", failure.message());
            if (failure.engine() != null) {
                json.writeStringProperty("engine", failure.engine().wireName());
            }
            text(json, "pool_id", failure.poolId());
            json.writeBooleanProperty("retriable", failure.retriable());
            if (failure.retryAfterMs() != null) {
                json.writeNumberProperty("retry_after_ms", failure.retryAfterMs());
            }
            text(json, "hint", failure.hint());
        });
    }

    /** Reads a terminal back from a frame of an earlier life. */
    static Terminal readTerminal(FrameKind kind, byte[] data) {
        JsonNode json = MAPPER.readTree(data);
        if (kind == FrameKind.END) {
            JsonNode result = json.get("result");
            return new Terminal.End(
                    json.path("tokens_out").asLong(0),
                    json.path("decode_time_ms").asLong(0),
                    json.path("tokens_in").asLong(0),
                    json.path("tokens_cached").asLong(0),
                    WireName.parse(FinishReason.class, json.path("finish_reason").asString(""))
                            .orElse(FinishReason.STOP),
                    string(json, "model_digest"),
                    string(json, "engine_version"),
                    json.path("stream_digest").asString(""),
                    result == null ? null : result.toString());
        }
        ErrorCode code = ErrorCode.valueOf(json.path("code").asString(""));
        String engine = string(json, "engine");
        JsonNode retryAfterMs = json.get("retry_after_ms");
        return new Terminal.Failure(
                outcome(code),
                code,
                json.path("message").asString(""),
                engine == null ? null : WireName.parse(EngineKind.class, engine).orElse(null),
                string(json, "pool_id"),
                json.path("retriable").asBoolean(false),
                retryAfterMs == null ? null : retryAfterMs.asLong(0),
                string(json, "hint"));
    }

    private static Outcome outcome(ErrorCode code) {
        return switch (code) {
            case CANCELED -> Outcome.CANCELED;
            case QUEUE_FULL_DROP_LRU -> Outcome.DROPPED;
            case DEADLINE_UNMET -> Outcome.EXPIRED;
            default -> Outcome.FAILED;
        };
    }

    private static @Nullable String string(JsonNode json, String name) {
        JsonNode value = json.get(name);
        return value == null ? null : value.asString("");
    }

    static byte[] metrics(StreamFigures figures, boolean verbose) {
        return object(json -> {
            json.writeNumberProperty("queue_depth", figures.queueDepth());
            if (figures.queuePosition() >= 0) {
                json.writeNumberProperty("queue_position", figures.queuePosition());
            }
            json.writeNumberProperty("predicted_start_ms", figures.predictedStartMs());
            if (figures.onTimeProbability() != null) {
                json.writeNumberProperty("on_time_probability", figures.onTimeProbability());
            }
            json.writeBooleanProperty("kv_warmth", figures.kvWarmth());
            json.writeBooleanProperty("kv_migrated", figures.kvMigrated());
            json.writeNumberProperty("tokens_budget_remaining", figures.tokensBudgetRemaining());
            json.writeNumberProperty("time_budget_remaining_ms", figures.timeBudgetRemainingMs());
            number(json, "cost_budget_remaining", figures.costBudgetRemaining());
            json.writeStringProperty("state", figures.state().wireName());
            text(json, "pool_id", figures.poolId());
            if (verbose) {
                text(json, "human", figures.human());
                json.writeName("prep");
                json.writePOJO(preparation(figures));
            }
        });
    }

    private static Map<String, Object> preparation(StreamFigures figures) {
        Map<String, Object> steps = new LinkedHashMap<>();
        for (PreparationStep step : figures.preparation()) {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("status", step.status());
            if (step.bytesTotal() != null) {
                shown.put("bytes_total", step.bytesTotal());
            }
            if (step.bytesDone() != null) {
                shown.put("bytes_done", step.bytesDone());
            }
            if (step.bytesTotal() != null && step.bytesDone() != null && step.bytesTotal() > 0) {
                shown.put("pct", 100 * step.bytesDone() / step.bytesTotal());
            }
            shown.put("phase", step.kind());
            shown.put("human", step.description());
            steps.put(step.id(), shown);
        }
        return steps;
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }

    /** Whole numbers without a fraction: unlimited is 9007199254740991. */
    private static void number(JsonGenerator json, String name, double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e16) {
            json.writeNumberProperty(name, (long) value);
        } else {
            json.writeNumberProperty(name, value);
        }
    }

    private static byte[] object(Consumer<JsonGenerator> members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
            json.writeStartObject();
            members.accept(json);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
