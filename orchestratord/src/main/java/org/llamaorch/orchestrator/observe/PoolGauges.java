package org.llamaorch.orchestrator.observe;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.llamaorch.contracts.Priority;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.gpu.Gpu;

/**
 * The gauges of pools and replicas, set anew from each snapshot. Guarded by the lock of Metrics.
 */
final class PoolGauges {

    private static final List<String> CLEARED =
            List.of(
                    "queue_depth",
                    "kv_cache_usage_ratio",
                    "gpu_utilization",
                    "vram_used_bytes",
                    "model_state",
                    "engine_ready",
                    "engine_restart_wait_seconds",
                    "replica_breaker_state",
                    "pool_draining",
                    "pool_slots",
                    "pool_slots_free",
                    "pool_drain_rate_per_second",
                    "pool_tokens_per_second");

    private final SeriesSet series;
    private final ZeroSeries zeros;
    private final EngineLabels engines;
    private final Map<ReplicaId, Double> kvUsage = new HashMap<>();
    private final Map<ReplicaId, Map<String, Gpu>> gpus = new HashMap<>();
    private final Set<ReplicaId> known = new HashSet<>();

    PoolGauges(SeriesSet series, ZeroSeries zeros, EngineLabels engines) {
        this.series = series;
        this.zeros = zeros;
        this.engines = engines;
    }

    /** Only replicas of the last snapshot are kept in mind. */
    void kvUsage(ReplicaId id, double ratio) {
        if (known.contains(id)) {
            kvUsage.put(id, ratio);
        }
    }

    void gpu(ReplicaId id, Gpu gpu) {
        if (known.contains(id)) {
            gpus.computeIfAbsent(id, _ -> new HashMap<>()).put(Integer.toString(gpu.index()), gpu);
        }
    }

    void show(List<PoolView> views, long nowMs) {
        if (views.isEmpty()) {
            return;
        }
        CLEARED.forEach(series::clear);
        known.clear();
        for (PoolView view : views) {
            view.replicas().forEach(replica -> engines.learn(replica.status()));
            showPool(view);
            for (PoolView.ReplicaView replica : view.replicas()) {
                known.add(replica.status().id());
                showReplica(replica, nowMs);
            }
            if (view.replicas().isEmpty()) {
                zeros.showReplica(view.spec().engine().wireName(), view.spec().id());
            }
        }
        kvUsage.keySet().retainAll(known);
        gpus.keySet().retainAll(known);
    }

    private void showPool(PoolView view) {
        PoolSpec spec = view.spec();
        String engine = spec.engine().wireName();
        String version = engines.version(spec.id());
        series.set(
                "queue_depth",
                view.queuedInteractive(),
                engine,
                version,
                spec.id(),
                Priority.INTERACTIVE.wireName());
        series.set(
                "queue_depth",
                view.queuedBatch(),
                engine,
                version,
                spec.id(),
                Priority.BATCH.wireName());
        series.set("pool_slots", view.slotsTotal(), engine, version, spec.id());
        series.set("pool_slots_free", view.slotsFree(), engine, version, spec.id());
        series.set(
                "pool_drain_rate_per_second",
                view.drainRatePerSecond(),
                engine,
                version,
                spec.id());
        series.set("pool_tokens_per_second", view.tokensPerSecond(), engine, version, spec.id());
        series.set("pool_draining", view.draining() ? 1 : 0, spec.id());
        String model = model(view);
        series.set("model_state", 1, model, "Active");
        series.set("model_state", 0, model, "Retired");
    }

    /** What the pool serves: as configured, else as its engines say, else its own name. */
    private static String model(PoolView view) {
        String configured = view.spec().model();
        if (configured != null) {
            return configured;
        }
        return view.replicas().stream()
                .flatMap(replica -> replica.status().models().stream())
                .findFirst()
                .orElse(view.spec().id());
    }

    private void showReplica(PoolView.ReplicaView replica, long nowMs) {
        ReplicaStatus status = replica.status();
        String[] labels = EngineLabels.labels(status);
        series.set("engine_ready", status.ready() ? 1 : 0, labels);
        series.set(
                "engine_restart_wait_seconds",
                status.retryAtMs() == 0 ? 0 : Math.max(0, status.retryAtMs() - nowMs) / 1e3,
                labels);
        series.set("replica_breaker_state", breakerState(replica.breaker()), labels);
        series.set("kv_cache_usage_ratio", kvUsage.getOrDefault(status.id(), 0.0), labels);
        GpuSeries.show(series, status, gpus.getOrDefault(status.id(), Map.of()));
    }

    private static double breakerState(String breaker) {
        return switch (breaker) {
            case "closed" -> 0;
            case "half_open" -> 1;
            case "open" -> 2;
            default -> throw new IllegalArgumentException("no state of a breaker: " + breaker);
        };
    }
}
