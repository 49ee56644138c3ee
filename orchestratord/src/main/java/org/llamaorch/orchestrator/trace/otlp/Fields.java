package org.llamaorch.orchestrator.trace.otlp;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/**
 * The attributes of spans: those of the GenAI and HTTP conventions where there is one, {@code
 * llamaorch.*} for what is our own.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/">GenAI spans</a>
 */
final class Fields {

    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
    static final AttributeKey<String> CONVERSATION =
            AttributeKey.stringKey("gen_ai.conversation.id");
    static final AttributeKey<String> REQUEST_MODEL =
            AttributeKey.stringKey("gen_ai.request.model");
    static final AttributeKey<Long> MAX_TOKENS = AttributeKey.longKey("gen_ai.request.max_tokens");
    static final AttributeKey<Long> SEED = AttributeKey.longKey("gen_ai.request.seed");
    static final AttributeKey<Long> CHOICES = AttributeKey.longKey("gen_ai.request.choice.count");
    static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
    static final AttributeKey<Double> FIRST_CHUNK =
            AttributeKey.doubleKey("gen_ai.response.time_to_first_chunk");
    static final AttributeKey<Long> TOKENS_IN = AttributeKey.longKey("gen_ai.usage.input_tokens");
    static final AttributeKey<Long> TOKENS_OUT = AttributeKey.longKey("gen_ai.usage.output_tokens");
    static final AttributeKey<Long> TOKENS_CACHED =
            AttributeKey.longKey("gen_ai.usage.cache_read.input_tokens");
    static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
    static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
    static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");

    static final AttributeKey<String> REFUSAL = AttributeKey.stringKey("llamaorch.error.code");
    static final AttributeKey<String> TASK = AttributeKey.stringKey("llamaorch.task.id");
    static final AttributeKey<String> CORRELATION =
            AttributeKey.stringKey("llamaorch.correlation.id");
    static final AttributeKey<String> DOOR = AttributeKey.stringKey("llamaorch.door");
    static final AttributeKey<String> PRIORITY = AttributeKey.stringKey("llamaorch.priority");
    static final AttributeKey<Long> DEADLINE_MS = AttributeKey.longKey("llamaorch.deadline_ms");
    static final AttributeKey<String> POOL = AttributeKey.stringKey("llamaorch.pool.id");
    static final AttributeKey<String> REPLICA = AttributeKey.stringKey("llamaorch.replica.id");
    static final AttributeKey<String> ENGINE_VERSION =
            AttributeKey.stringKey("llamaorch.engine.version");
    static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("llamaorch.attempt");
    static final AttributeKey<Boolean> KV_WARM = AttributeKey.booleanKey("llamaorch.kv_warm");
    static final AttributeKey<Long> QUEUE_POSITION =
            AttributeKey.longKey("llamaorch.queue.position");
    static final AttributeKey<Long> PREDICTED_START_MS =
            AttributeKey.longKey("llamaorch.queue.predicted_start_ms");
    static final AttributeKey<Double> ON_TIME =
            AttributeKey.doubleKey("llamaorch.queue.on_time_probability");
    static final AttributeKey<Long> CANDIDATES =
            AttributeKey.longKey("llamaorch.placement.candidates");
    static final AttributeKey<Boolean> FALLBACK =
            AttributeKey.booleanKey("llamaorch.placement.fallback");
    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("llamaorch.outcome");
    static final AttributeKey<String> CANCELED_BY =
            AttributeKey.stringKey("llamaorch.cancel.reason");
    static final AttributeKey<Boolean> TAKEN_UP = AttributeKey.booleanKey("llamaorch.taken_up");

    private Fields() {}
}
