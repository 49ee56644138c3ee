package org.llamaorch.orchestrator.trace;

/**
 * Hears of requests of which no task's trace tells. Safe from any thread; never blocks, and never
 * waits for a collector.
 */
public interface RequestTraces {

    /** Nothing is recorded. */
    RequestTraces NONE =
            new RequestTraces() {
                @Override
                public boolean recording() {
                    return false;
                }

                @Override
                public void answered(AnsweredRequest request) {}
            };

    /** Whether somebody wants to hear of requests; the same for the life of this object. */
    boolean recording();

    /** A request has its answer. */
    void answered(AnsweredRequest request);
}
