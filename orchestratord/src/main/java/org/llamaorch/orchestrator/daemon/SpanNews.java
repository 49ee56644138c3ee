package org.llamaorch.orchestrator.daemon;

import java.util.concurrent.TimeUnit;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.observe.Narrator;
import org.llamaorch.orchestrator.trace.SpanCounts;

/**
 * Counts what becomes of spans, and tells of lost ones: the first at once, those after it once a
 * minute at most. Guarded by its lock.
 */
final class SpanNews implements SpanCounts {

    private static final long TELL_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ObjIntConsumer<String> metrics;
    private @Nullable Narrator narrator;
    private long dropped;
    private long failed;
    private boolean toldBefore;
    private long toldAtNanos;

    /**
     * @param metrics counts spans by their result: pass, warn or fail
     */
    SpanNews(ObjIntConsumer<String> metrics) {
        this.metrics = metrics;
    }

    /** Who tells of them, from now on. */
    synchronized void tellTo(Narrator teller) {
        narrator = teller;
    }

    @Override
    public void count(Fate fate, int spans, @Nullable String cause) {
        metrics.accept(
                switch (fate) {
                    case EXPORTED -> "pass";
                    case DROPPED -> "warn";
                    case FAILED -> "fail";
                },
                spans);
        if (fate != Fate.EXPORTED) {
            lost(fate, spans, cause, System.nanoTime());
        }
    }

    private synchronized void lost(Fate fate, int spans, @Nullable String cause, long nowNanos) {
        dropped += fate == Fate.DROPPED ? spans : 0;
        failed += fate == Fate.FAILED ? spans : 0;
        Narrator teller = narrator;
        if (teller != null && (!toldBefore || nowNanos - toldAtNanos >= TELL_EVERY_NANOS)) {
            teller.spansLost(dropped, failed, cause);
            dropped = 0;
            failed = 0;
            toldBefore = true;
            toldAtNanos = nowNanos;
        }
    }
}
