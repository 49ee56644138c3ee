package org.llamaorch.orchestrator.dispatch;

import org.llamaorch.engines.TokenSink;

/** Where the histories are: gives each attempt the sink of its task's stream. Any thread. */
@FunctionalInterface
public interface Sinks {

    /** The sink of an attempt; used on one event loop only. */
    TokenSink sink(String taskId, int attempt);
}
