package org.llamaorch.orchestrator.dispatch;

import io.netty.channel.EventLoop;
import java.util.Optional;
import org.llamaorch.engines.TokenSink;

/** Where the histories are. Any thread. */
@FunctionalInterface
public interface Sinks {

    /** The sink of an attempt; used on one event loop only. */
    TokenSink sink(String taskId, int attempt);

    /**
     * The event loop on which the task's caller is served; empty when nobody knows. An attempt that
     * runs there passes its tokens on without waking another thread.
     */
    default Optional<EventLoop> home(String taskId) {
        return Optional.empty();
    }
}
