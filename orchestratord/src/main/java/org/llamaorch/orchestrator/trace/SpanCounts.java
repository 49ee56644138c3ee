package org.llamaorch.orchestrator.trace;

import org.jspecify.annotations.Nullable;

/** Hears what becomes of spans. Called from the exporter's threads and the core's; never blocks. */
public interface SpanCounts {

    /** What became of a span. */
    enum Fate {
        /** A collector has it. */
        EXPORTED,
        /** There was no room for it: the collector does not keep up. */
        DROPPED,
        /** The collector did not take it in time. */
        FAILED
    }

    /**
     * Counts spans of one fate.
     *
     * @param cause why the collector did not take them; else null
     */
    void count(Fate fate, int spans, @Nullable String cause);
}
