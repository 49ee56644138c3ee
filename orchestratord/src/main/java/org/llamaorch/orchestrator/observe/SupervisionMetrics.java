package org.llamaorch.orchestrator.observe;

import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.gpu.Gpu;
import org.llamaorch.poolmanager.local.LocalPool;

/**
 * The series of supervision alone: what a pool-managerd of its own knows (contract §9). The same
 * names and labels as the orchestrator's. Safe from any thread.
 */
public final class SupervisionMetrics {

    private static final String SPANS = "trace_spans_total";

    private static final Set<String> NAMES =
            Set.of(
                    "engine_ready",
                    "engine_restarts_total",
                    "engine_restart_wait_seconds",
                    "replica_breaker_state",
                    "pool_draining",
                    "pool_slots",
                    "gpu_utilization",
                    "vram_used_bytes",
                    SPANS);

    private static final List<String> CLEARED =
            List.of(
                    "engine_ready",
                    "engine_restart_wait_seconds",
                    "replica_breaker_state",
                    "pool_draining",
                    "pool_slots",
                    "gpu_utilization",
                    "vram_used_bytes");

    private static final int OPEN = 2;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ExpositionWriter writer = new ExpositionWriter(registry);
    private final SeriesSet series;
    private final Map<ReplicaId, Map<String, Gpu>> gpus = new HashMap<>();
    private final Map<ReplicaId, String[]> labels = new HashMap<>();

    /** Every series is there with the first pools that are shown. */
    public SupervisionMetrics() {
        this.series = new SeriesSet(MetricList.load().only(NAMES), registry);
        JvmMetrics.builder().register(registry);
        for (String result : List.of("pass", "warn", "fail")) {
            series.show(SPANS, result);
        }
    }

    /**
     * What became of spans.
     *
     * @param result pass when the collector has them, warn when there was no room for them, fail
     *     when it did not take them
     */
    public void spans(String result, int count) {
        series.count(SPANS, count, result);
    }

    /** Supervision starts a replica's engine again. */
    public synchronized void restarted(ReplicaId id) {
        String[] known = labels.get(id);
        series.count(
                "engine_restarts_total",
                1,
                known == null ? new String[] {"", "", id.pool(), id.replica()} : known);
    }

    /** A GPU of a replica as it was just seen. */
    public synchronized void gpu(ReplicaId id, Gpu gpu) {
        gpus.computeIfAbsent(id, _ -> new HashMap<>()).put(Integer.toString(gpu.index()), gpu);
    }

    /** A replica is gone: nothing is kept of its GPUs. */
    public synchronized void gone(ReplicaId id) {
        gpus.remove(id);
    }

    /**
     * All series with the pools as they are, in the format asked for (B-OBS-001).
     *
     * @param nowMs epoch milliseconds
     */
    public synchronized Exposition expose(
            List<LocalPool> pools, long nowMs, @Nullable String acceptHeader) {
        show(pools, nowMs);
        return writer.expose(acceptHeader);
    }

    private void show(List<LocalPool> pools, long nowMs) {
        CLEARED.forEach(series::clear);
        for (LocalPool pool : pools) {
            String poolId = pool.spec().poolId();
            series.set("pool_draining", pool.state() == LocalPool.State.RUNNING ? 0 : 1, poolId);
            series.set(
                    "pool_slots",
                    pool.replicas().stream()
                            .filter(ReplicaStatus::ready)
                            .mapToInt(ReplicaStatus::slots)
                            .sum(),
                    pool.spec().engine().wireName(),
                    pool.replicas().getFirst().engineVersion(),
                    poolId);
            pool.replicas().forEach(replica -> show(replica, nowMs));
        }
    }

    private void show(ReplicaStatus status, long nowMs) {
        String[] own = EngineLabels.labels(status);
        labels.put(status.id(), own);
        series.set("engine_ready", status.ready() ? 1 : 0, own);
        series.show("engine_restarts_total", own);
        series.set(
                "engine_restart_wait_seconds",
                status.retryAtMs() == 0 ? 0 : Math.max(0, status.retryAtMs() - nowMs) / 1e3,
                own);
        series.set("replica_breaker_state", status.breakerOpen() ? OPEN : 0, own);
        GpuSeries.show(series, status, gpus.getOrDefault(status.id(), Map.of()));
    }
}
