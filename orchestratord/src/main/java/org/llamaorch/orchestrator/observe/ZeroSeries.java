package org.llamaorch.orchestrator.observe;

import java.util.List;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Priority;
import org.llamaorch.core.placement.PoolSpec;

/** Makes every series be there, at zero, before anything happened (contract §5, B-OBS-003). */
final class ZeroSeries {

    /** The refusals a caller meets in ordinary operation; others appear when they occur. */
    private static final List<ErrorCode> ORDINARY_REFUSALS =
            List.of(
                    ErrorCode.INVALID_PARAMS,
                    ErrorCode.DEADLINE_UNMET,
                    ErrorCode.MODEL_NOT_FOUND,
                    ErrorCode.ADMISSION_REJECT,
                    ErrorCode.QUEUE_FULL_DROP_LRU,
                    ErrorCode.POOL_UNREADY,
                    ErrorCode.POOL_UNAVAILABLE);

    private static final List<String> POLICIES =
            List.of("reject", "drop-lru", "shed-low-priority", "rate-limit", "byte-limit");

    private static final List<String> TRUTHS = List.of("false", "true");

    private final SeriesSet series;

    ZeroSeries(SeriesSet series) {
        this.series = series;
    }

    /** Without any pool, one without a name stands for them. */
    void show(List<PoolSpec> pools) {
        for (PoolSpec pool : pools) {
            showPool(pool.engine().wireName(), pool.id());
        }
        if (pools.isEmpty()) {
            showPool("", "");
        }
        showModels(pools);
        for (String outcome : List.of("assigned", "no_capacity")) {
            for (String pinned : TRUTHS) {
                for (String fallback : TRUTHS) {
                    series.show("placement_decisions_total", outcome, pinned, fallback);
                }
            }
        }
        series.show("placement_candidates_considered");
        series.show("config_reloads_total", "pass");
        series.show("config_reloads_total", "fail");
        for (String result : List.of("pass", "warn", "fail")) {
            series.show("trace_spans_total", result);
        }
    }

    private void showPool(String engine, String pool) {
        for (Priority priority : Priority.values()) {
            String name = priority.wireName();
            series.show("tasks_enqueued_total", engine, "", pool, "", name);
            series.show("tasks_started_total", engine, "", pool, "", name);
            series.show("queue_depth", engine, "", pool, name);
            series.show("latency_first_token_ms", engine, "", pool, name);
            series.show("latency_decode_ms", engine, "", pool, name);
        }
        for (CancelReason reason : CancelReason.values()) {
            series.show("tasks_canceled_total", engine, "", pool, "", reason.wireName());
        }
        for (ErrorCode code : ORDINARY_REFUSALS) {
            series.show("tasks_rejected_total", engine, code.name());
        }
        for (String policy : POLICIES) {
            series.show("admission_backpressure_events_total", engine, policy);
        }
        for (String result : List.of("pass", "fail", "warn")) {
            series.show("catalog_verifications_total", result, "", engine);
        }
        for (String name :
                List.of(
                        "tokens_in_total",
                        "tokens_out_total",
                        "engine_restarts_total",
                        "replica_rests_total",
                        "attempts_requeued_total")) {
            series.show(name, engine, "", pool, "");
        }
        showReplica(engine, pool);
        series.show("pool_draining", pool);
        series.show("pool_drains_total", pool);
        series.show("pool_purged_bytes_total", pool);
        for (String result : List.of("pass", "fail")) {
            series.show("pool_reloads_total", pool, result);
        }
        for (String result : List.of("pass", "warn", "fail")) {
            series.show("pool_purges_total", pool, result);
        }
        for (String name :
                List.of(
                        "pool_slots",
                        "pool_slots_free",
                        "pool_drain_rate_per_second",
                        "pool_tokens_per_second")) {
            series.show(name, engine, "", pool);
        }
    }

    /** The gauges of a pool's replicas, while it has none. */
    void showReplica(String engine, String pool) {
        for (String name :
                List.of(
                        "kv_cache_usage_ratio",
                        "engine_ready",
                        "engine_restart_wait_seconds",
                        "replica_breaker_state")) {
            series.show(name, engine, "", pool, "");
        }
        series.show("gpu_utilization", engine, "", pool, "", "");
        series.show("vram_used_bytes", engine, "", pool, "", "");
    }

    /** The states of the pools' models, while the catalog does not know them. */
    void showModels(List<PoolSpec> pools) {
        for (PoolSpec pool : pools) {
            showModel(pool.model() == null ? pool.id() : pool.model());
        }
        if (pools.isEmpty()) {
            showModel("");
        }
    }

    private void showModel(String model) {
        series.show("model_state", model, "Active");
        series.show("model_state", model, "Retired");
    }
}
