package org.llamaorch.orchestrator.trace;

import java.util.Map;
import org.llamaorch.core.task.AttemptEnding;

/** An attempt on an engine, as a trace sees it. Confined to the event loop of the attempt. */
public interface AttemptTrace {

    /** One that nobody records. */
    AttemptTrace NONE =
            new AttemptTrace() {
                @Override
                public Map<String, String> headers() {
                    return Map.of();
                }

                @Override
                public void firstToken() {}

                @Override
                public void ended(AttemptEnding ending) {}
            };

    /** What the engine's request carries of the trace: {@code traceparent}, {@code tracestate}. */
    Map<String, String> headers();

    /** The first token is in the history; called once at most. */
    void firstToken();

    /** The attempt is over; called once. */
    void ended(AttemptEnding ending);
}
