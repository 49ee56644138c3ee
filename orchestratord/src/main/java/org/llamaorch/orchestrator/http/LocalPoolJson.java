package org.llamaorch.orchestrator.http;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.Purge;
import org.llamaorch.poolmanager.local.LocalPool;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a pool as the machine that runs it shows it. */
final class LocalPoolJson {
    private LocalPoolJson() {}

    static ObjectNode of(LocalPool pool) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("pool_id", pool.spec().poolId());
        body.put("engine", pool.spec().engine().wireName());
        body.put("model_ref", pool.spec().modelRef());
        pool.spec().aliases().forEach(body.putArray("aliases")::add);
        body.put("state", pool.state().word());
        body.put("live", pool.live());
        body.put("ready", pool.ready());
        body.put("draining", pool.state() == LocalPool.State.DRAINING);
        putText(body, "last_error", pool.lastError());
        ObjectNode metrics = body.putObject("metrics");
        metrics.put(
                "slots_total",
                pool.replicas().stream()
                        .filter(ReplicaStatus::ready)
                        .mapToInt(ReplicaStatus::slots)
                        .sum());
        metrics.put(
                "vram_total_bytes",
                pool.replicas().stream().mapToLong(ReplicaStatus::vramTotalBytes).sum());
        metrics.put(
                "vram_free_bytes",
                pool.replicas().stream().mapToLong(ReplicaStatus::vramFreeBytes).sum());
        ArrayNode steps = body.putObject("preparation").putArray("steps");
        pool.preparing().forEach(step -> steps.add(step(step)));
        ArrayNode replicas = body.putArray("replicas");
        pool.replicas().forEach(replica -> replicas.add(replica(replica)));
        return body;
    }

    private static ObjectNode step(PreparationStep step) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("id", step.id());
        body.put("kind", step.kind());
        body.put("group", step.group());
        body.put("description", step.description());
        body.put("status", step.status());
        putNumber(body, "estimated_ms", step.estimatedMs());
        putNumber(body, "bytes_total", step.bytesTotal());
        putNumber(body, "bytes_done", step.bytesDone());
        return body;
    }

    private static ObjectNode replica(ReplicaStatus status) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("replica_id", status.id().replica());
        body.put("url", status.url());
        body.put("engine_version", status.engineVersion());
        putText(body, "model_digest", status.modelDigest());
        status.devices().forEach(body.putArray("devices")::add);
        body.put("slots_total", status.slots());
        body.put("ctx_max", status.ctxMax());
        body.put("live", status.live());
        body.put("ready", status.ready());
        if (status.retryAtMs() > 0) {
            body.put("retry_at_ms", status.retryAtMs());
        }
        putText(body, "last_error", status.lastError());
        body.put("vram_total_bytes", status.vramTotalBytes());
        body.put("vram_free_bytes", status.vramFreeBytes());
        return body;
    }

    static ObjectNode purged(String poolId, Purge.Result result) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("pool_id", poolId);
        result.deleted().forEach(body.putArray("deleted")::add);
        ArrayNode kept = body.putArray("kept");
        result.kept()
                .forEach(each -> kept.addObject().put("what", each.what()).put("why", each.why()));
        body.put("bytes_freed", result.bytesFreed());
        return body;
    }

    private static void putText(ObjectNode body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private static void putNumber(ObjectNode body, String name, @Nullable Long value) {
        if (value != null) {
            body.put(name, value);
        }
    }
}
