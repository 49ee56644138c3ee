package org.llamaorch.orchestrator.observe;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Outcome;
import org.llamaorch.contracts.PlacementMode;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.scheduler.Notice;
import org.llamaorch.core.task.TaskSpec;

/** What each notice counts. Safe from any thread. */
final class NoticeCounts {

    private final SeriesSet series;
    private final EngineLabels engines;

    NoticeCounts(SeriesSet series, EngineLabels engines) {
        this.series = series;
        this.engines = engines;
    }

    void tell(Notice notice) {
        switch (notice) {
            case Notice.Admitted n -> admitted(n);
            case Notice.Refused n ->
                    rejected(
                            n.refusal().engine() != null
                                    ? n.refusal().engine().wireName()
                                    : engines.engine(n.refusal().poolId(), n.task().engine()),
                            n.refusal().code(),
                            n.refusal().policyLabel());
            case Notice.Placed n -> placed(n);
            case Notice.NoCapacity n -> {
                decided(n.task(), "no_capacity", false);
                series.set("placement_candidates_considered", 0);
            }
            case Notice.Requeued n ->
                    series.count("attempts_requeued_total", 1, EngineLabels.labels(n.replica()));
            case Notice.FirstToken n -> {
                ReplicaStatus replica = n.replica();
                series.observe(
                        "latency_first_token_ms",
                        n.sinceAdmissionMs(),
                        replica.engine().wireName(),
                        replica.engineVersion(),
                        replica.id().pool(),
                        n.task().priority().wireName());
            }
            case Notice.Ended n -> ended(n);
            case Notice.ReplicaBound n -> engines.learn(n.status());
            case Notice.EngineResting n -> replica("replica_rests_total", n.id());
            case Notice.Draining n -> series.count("pool_drains_total", 1, n.poolId());
            case Notice.ReplicaLost _,
                    Notice.BreakerChanged _,
                    Notice.Undrained _,
                    Notice.Reloaded _ -> {
                // Shown by the gauges of the next snapshot.
            }
        }
    }

    void rejected(String engine, ErrorCode code, @Nullable String policy) {
        series.count("tasks_rejected_total", 1, engine, code.name());
        if (policy != null) {
            series.count("admission_backpressure_events_total", 1, engine, policy);
        }
    }

    void replica(String name, ReplicaId id) {
        series.count(
                name,
                1,
                engines.replica(id)
                        .map(EngineLabels::labels)
                        .orElseGet(() ->
                                new String[] {
                                    engines.engine(id.pool(), null),
                                    "",
                                    id.pool(),
                                    EngineLabels.replicaLabel(id)
                                }));
    }

    private void admitted(Notice.Admitted n) {
        if (n.told().repeated()) {
            return;
        }
        String pool = n.told().poolId();
        series.count(
                "tasks_enqueued_total",
                1,
                engines.engine(pool, n.task().engine()),
                engines.version(pool),
                pool == null ? "" : pool,
                "",
                n.told().priority().wireName());
    }

    private void placed(Notice.Placed n) {
        engines.learn(n.replica());
        decided(n.task(), "assigned", n.fallback());
        series.set("placement_candidates_considered", n.candidates());
        if (n.attempt() == 1) {
            series.count(
                    "tasks_started_total",
                    1,
                    EngineLabels.labels(n.replica(), n.task().priority().wireName()));
        }
    }

    private void decided(TaskSpec task, String outcome, boolean fallback) {
        boolean pinned = task.placement().mode() == PlacementMode.PIN;
        series.count(
                "placement_decisions_total",
                1,
                outcome,
                Boolean.toString(pinned),
                Boolean.toString(fallback));
    }

    private void ended(Notice.Ended n) {
        ReplicaStatus replica = n.replica();
        if (n.canceledBy() != null) {
            String reason = n.canceledBy().wireName();
            series.count("tasks_canceled_total", 1, where(n, replica, reason));
        }
        switch (n.terminal()) {
            case Terminal.End end -> completed(n, end, replica);
            case Terminal.Failure failure -> {
                if (replica != null && failure.tokensOut() > 0) {
                    series.count(
                            "tokens_out_total", failure.tokensOut(), EngineLabels.labels(replica));
                }
                if (failure.outcome() == Outcome.DROPPED) {
                    series.count(
                            "admission_backpressure_events_total",
                            1,
                            engines.engine(failure.poolId(), n.task().engine()),
                            "drop-lru");
                }
            }
        }
    }

    private String[] where(Notice.Ended n, @Nullable ReplicaStatus replica, String reason) {
        if (replica != null) {
            return EngineLabels.labels(replica, reason);
        }
        String pool = n.terminal() instanceof Terminal.Failure f ? f.poolId() : null;
        return new String[] {
            engines.engine(pool, n.task().engine()),
            engines.version(pool),
            pool == null ? "" : pool,
            "",
            reason
        };
    }

    private void completed(Notice.Ended n, Terminal.End end, @Nullable ReplicaStatus replica) {
        if (replica == null) {
            return;
        }
        String[] labels = EngineLabels.labels(replica);
        series.count("tokens_in_total", end.tokensIn(), labels);
        series.count("tokens_out_total", end.tokensOut(), labels);
        if (end.tokensOut() > 0) {
            series.observe(
                    "latency_decode_ms",
                    end.decodeTimeMs(),
                    replica.engine().wireName(),
                    replica.engineVersion(),
                    replica.id().pool(),
                    n.task().priority().wireName());
        }
    }
}
