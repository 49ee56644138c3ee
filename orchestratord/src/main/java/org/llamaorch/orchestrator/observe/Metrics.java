package org.llamaorch.orchestrator.observe;

import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.scheduler.Notice;
import org.llamaorch.poolmanager.gpu.Gpu;

/**
 * The series of contract §5 and those of supervision (ORCH-3028): counts notices, shows snapshots.
 * Safe from any thread. Nothing here is called for a token: tokens are counted when their task
 * ends.
 */
public final class Metrics {

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ExpositionWriter writer = new ExpositionWriter(registry);
    private final SeriesSet series;
    private final EngineLabels engines;
    private final NoticeCounts counts;
    private final PoolGauges gauges;
    private final Object lock = new Object();
    private final ZeroSeries zeros;
    private final List<PoolSpec> pools;
    private boolean jvmRegistered;

    /** All series are there afterwards, at zero for these pools. */
    public Metrics(List<PoolSpec> pools) {
        this.series = new SeriesSet(MetricList.load(), registry);
        this.engines = new EngineLabels(pools);
        this.pools = List.copyOf(pools);
        this.zeros = new ZeroSeries(series);
        zeros.show(pools);
        this.counts = new NoticeCounts(series, engines);
        this.gauges = new PoolGauges(series, zeros, engines);
    }

    /** Counts what happened. */
    public void tell(Notice notice) {
        counts.tell(notice);
    }

    /**
     * Counts a refusal that the core loop never saw.
     *
     * @param policy the policy label of a 429; null for others
     */
    public void rejected(@Nullable EngineKind engine, ErrorCode code, @Nullable String policy) {
        counts.rejected(engines.engine(null, engine), code, policy);
    }

    /** Supervision started a replica's engine again. */
    public void engineRestarted(ReplicaId id) {
        counts.replica("engine_restarts_total", id);
    }

    /**
     * A reload of a pool's model ended.
     *
     * @param served whether the new model serves
     */
    public void poolReloaded(String poolId, boolean served) {
        series.count("pool_reloads_total", 1, poolId, served ? "pass" : "fail");
    }

    /**
     * A purge of a pool ended.
     *
     * @param result pass, warn when something was kept, or fail
     */
    public void poolPurged(String poolId, String result, long bytesFreed) {
        series.count("pool_purges_total", 1, poolId, result);
        series.count("pool_purged_bytes_total", bytesFreed, poolId);
    }

    /**
     * What became of spans.
     *
     * @param result pass when the collector has them, warn when there was no room for them, fail
     *     when it did not take them
     */
    public void spans(String result, int count) {
        series.count("trace_spans_total", count, result);
    }

    /** The configuration was read again; {@code taken}: it was not wrong. */
    public void configReloaded(boolean taken) {
        series.count("config_reloads_total", 1, taken ? "pass" : "fail");
    }

    /**
     * A model of the catalog was verified.
     *
     * @param result pass, fail or warn
     * @param reason why not pass; empty for pass
     */
    public void catalogVerified(String result, String reason, @Nullable EngineKind engine) {
        series.count(
                "catalog_verifications_total",
                1,
                result,
                reason,
                engine == null ? "" : engine.wireName());
    }

    /**
     * The catalog's models as they are; shown until told anew.
     *
     * @param retiredById whether each of them is retired
     */
    public void models(Map<String, Boolean> retiredById) {
        synchronized (lock) {
            series.clear("model_state");
            zeros.showModels(pools);
            retiredById.forEach((id, retired) -> {
                series.set("model_state", retired ? 0 : 1, id, "Active");
                series.set("model_state", retired ? 1 : 0, id, "Retired");
            });
        }
    }

    /** Share of a replica's KV cache in use, 0 to 1; shown with the next snapshot. */
    public void kvCacheUsage(ReplicaId id, double ratio) {
        synchronized (lock) {
            gauges.kvUsage(id, ratio);
        }
    }

    /** A GPU of a replica as it was just seen; shown with the next snapshot. */
    public void gpu(ReplicaId id, Gpu gpu) {
        synchronized (lock) {
            gauges.gpu(id, gpu);
        }
    }

    /**
     * Shows the pools as they are.
     *
     * @param nowMs epoch milliseconds of the snapshot
     */
    public void pools(List<PoolView> views, long nowMs) {
        synchronized (lock) {
            gauges.show(views, nowMs);
        }
    }

    /**
     * All series in the format asked for: Prometheus text 0.0.4 unless {@code acceptHeader} prefers
     * OpenMetrics (B-OBS-001).
     */
    public Exposition expose(@Nullable String acceptHeader) {
        synchronized (lock) {
            if (!jvmRegistered) {
                // Loading the platform's beans takes a while that the start has not.
                JvmMetrics.builder().register(registry);
                jvmRegistered = true;
            }
            return writer.expose(acceptHeader);
        }
    }
}
