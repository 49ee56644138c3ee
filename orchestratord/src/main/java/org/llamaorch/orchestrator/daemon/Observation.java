package org.llamaorch.orchestrator.daemon;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.scheduler.Notice;
import org.llamaorch.orchestrator.catalog.Catalog;
import org.llamaorch.orchestrator.catalog.Lifecycle;
import org.llamaorch.orchestrator.catalog.ModelEntry;
import org.llamaorch.orchestrator.catalog.Verification;
import org.llamaorch.orchestrator.http.Rejections;
import org.llamaorch.orchestrator.http.Scraper;
import org.llamaorch.orchestrator.loop.Core;
import org.llamaorch.orchestrator.observe.Exposition;
import org.llamaorch.orchestrator.observe.Metrics;
import org.llamaorch.orchestrator.observe.Narrator;
import org.llamaorch.orchestrator.trace.TaskTraces;

/**
 * Counts and tells what happens; the pools' gauges are read when somebody scrapes. Safe from any
 * thread; never blocks.
 */
final class Observation implements Scraper, Rejections {

    /** What the gauges are made of, and the time they are of. */
    private record Figures(List<PoolView> pools, long nowMs) {}

    private final Metrics metrics;
    private final Narrator narrator;
    private final TaskTraces traces;
    private final Core core;
    private final Catalog catalog;
    private final Queue<Notice> heard = new ArrayDeque<>();

    /**
     * @param identityOf how log records name a caller
     */
    Observation(
            Core core,
            Metrics metrics,
            Catalog catalog,
            TaskTraces traces,
            UnaryOperator<String> identityOf) {
        this.catalog = catalog;
        this.traces = traces;
        this.narrator = new Narrator(identityOf, traces::ids);
        this.metrics = metrics;
        this.core = core;
    }

    Narrator narrator() {
        return narrator;
    }

    /**
     * Hears of a notice, after its turn is committed, on the core thread. It is traced at once: the
     * effects that follow add to the trace.
     */
    void hear(Notice notice) {
        if (!isLast(notice)) {
            traces.tell(notice);
        }
        heard.add(notice);
    }

    /** Counts and logs what was heard since, so that no engine has waited for it. */
    void tell() {
        for (Notice notice = heard.poll(); notice != null; notice = heard.poll()) {
            metrics.tell(notice);
            narrator.tell(notice);
            if (isLast(notice)) {
                traces.tell(notice);
            }
        }
    }

    /** After whose record nothing names the task's span any more. */
    private static boolean isLast(Notice notice) {
        return notice instanceof Notice.Ended;
    }

    /** Share of a replica's KV cache in use, 0 to 1. */
    void cacheUsage(ReplicaId replica, double ratio) {
        metrics.kvCacheUsage(replica, ratio);
    }

    /** A model's files were looked at. */
    void verified(ModelEntry entry, Verification verification) {
        String reason = verification.reason().wireName();
        String result = verification.result().wireName();
        metrics.catalogVerified(
                result, verification.result() == Verification.Result.PASS ? "" : reason, null);
        narrator.modelVerified(entry.id(), result, reason, verification.sentence());
    }

    @Override
    public void refused(@Nullable EngineKind engine, ErrorCode code, @Nullable String policyLabel) {
        metrics.rejected(engine, code, policyLabel);
    }

    @Override
    public CompletionStage<Scrape> scrape(@Nullable String accept) {
        return core.ask((state, nowMs) -> new Figures(state.pools(nowMs), nowMs))
                .handleAsync(
                        (figures, unavailable) -> {
                            if (unavailable == null) {
                                metrics.pools(figures.pools(), figures.nowMs());
                                metrics.models(retiredById());
                            }
                            Exposition exposed = metrics.expose(accept);
                            return new Scrape(exposed.contentType(), Buffer.buffer(exposed.body()));
                        },
                        Thread::startVirtualThread);
    }

    private Map<String, Boolean> retiredById() {
        Map<String, Boolean> retired = new LinkedHashMap<>();
        for (ModelEntry entry : catalog.entries()) {
            retired.put(entry.id(), entry.lifecycle() == Lifecycle.RETIRED);
        }
        return retired;
    }
}
