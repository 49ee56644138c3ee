package org.llamaorch.orchestrator.daemon;

import io.netty.channel.EventLoop;
import java.util.Optional;
import org.llamaorch.engines.TokenSink;
import org.llamaorch.orchestrator.dispatch.Sinks;
import org.llamaorch.orchestrator.stream.TaskStream;
import org.llamaorch.orchestrator.stream.TaskStreams;

/** The histories, as dispatch sees them. Safe from any thread. */
record StreamSinks(TaskStreams streams) implements Sinks {

    @Override
    public TokenSink sink(String taskId, int attempt) {
        return streams.find(taskId).orElseThrow().attempt(attempt);
    }

    @Override
    public Optional<EventLoop> home(String taskId) {
        return streams.find(taskId).map(TaskStream::home);
    }
}
