package org.llamaorch.orchestrator.http;

import org.jspecify.annotations.Nullable;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.placement.ReplicaStatus;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a pool as the control plane shows it. */
final class PoolJson {
    private PoolJson() {}

    static ObjectNode of(PoolView pool, DrainReasons drains) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("pool_id", pool.spec().id());
        body.put("engine", pool.spec().engine().wireName());
        putText(body, "model_ref", pool.spec().model());
        texts(body.putArray("aliases"), pool.spec().aliases());
        body.put("live", pool.live());
        body.put("ready", pool.ready());
        body.put("draining", pool.draining());
        if (pool.draining()) {
            body.put("drain_reason", drains.reason(pool));
        }
        body.put("cold", pool.cold());
        putText(body, "last_error", pool.lastError());
        ObjectNode metrics = body.putObject("metrics");
        metrics.put("queue_depth", pool.queuedInteractive() + pool.queuedBatch());
        metrics.put("queued_interactive", pool.queuedInteractive());
        metrics.put("queued_batch", pool.queuedBatch());
        metrics.put("queue_capacity", pool.spec().capacity());
        metrics.put("slots_total", pool.slotsTotal());
        metrics.put("slots_free", pool.slotsFree());
        metrics.put(
                "vram_total_bytes",
                pool.replicas().stream().mapToLong(r -> r.status().vramTotalBytes()).sum());
        metrics.put(
                "vram_free_bytes",
                pool.replicas().stream().mapToLong(r -> r.status().vramFreeBytes()).sum());
        metrics.put("tokens_per_second", pool.tokensPerSecond());
        metrics.put("drain_rate_per_second", pool.drainRatePerSecond());
        ArrayNode replicas = body.putArray("replicas");
        pool.replicas().forEach(replica -> replicas.add(replica(replica)));
        return body;
    }

    private static ObjectNode replica(PoolView.ReplicaView replica) {
        ReplicaStatus status = replica.status();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("replica_id", status.id().replica());
        body.put("node_id", status.id().node());
        body.put("url", status.url());
        body.put("origin", status.origin().wireName());
        body.put("engine", status.engine().wireName());
        body.put("engine_version", status.engineVersion());
        texts(body.putArray("models"), status.models());
        putText(body, "model_digest", status.modelDigest());
        texts(body.putArray("devices"), status.devices());
        body.put("ctx_max", status.ctxMax());
        body.put("live", status.live());
        body.put("ready", status.ready());
        body.put("slots_total", status.slots());
        body.put("slots_free", Math.max(0, status.slots() - replica.slotsBusy()));
        body.put("breaker", replica.breaker());
        if (replica.restingUntilMs() > 0) {
            body.put("resting_until_ms", replica.restingUntilMs());
        }
        if (status.retryAtMs() > 0) {
            body.put("retry_at_ms", status.retryAtMs());
        }
        putText(body, "last_error", status.lastError());
        body.put("vram_total_bytes", status.vramTotalBytes());
        body.put("vram_free_bytes", status.vramFreeBytes());
        return body;
    }

    private static void texts(ArrayNode array, Iterable<String> texts) {
        texts.forEach(array::add);
    }

    private static void putText(ObjectNode body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }
}
