package org.llamaorch.orchestrator.daemon;

import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.orchestrator.dispatch.Dispatch;
import org.llamaorch.orchestrator.loop.Effects;
import org.llamaorch.orchestrator.stream.TaskStreams;
import org.llamaorch.orchestrator.trace.TaskTraces;
import org.llamaorch.orchestrator.transcript.Transcripts;

/** Takes each effect to the part that carries it out. Called on the core thread; never blocks. */
final class EffectRouter implements Effects {

    private final TaskStreams streams;
    private final Dispatch dispatch;
    private final Transcripts transcripts;
    private final Observation observation;
    private final TaskTraces traces;
    private final Lifetime lifetime;

    EffectRouter(
            TaskStreams streams,
            Dispatch dispatch,
            Transcripts transcripts,
            Observation observation,
            TaskTraces traces,
            Lifetime lifetime) {
        this.streams = streams;
        this.dispatch = dispatch;
        this.transcripts = transcripts;
        this.observation = observation;
        this.traces = traces;
        this.lifetime = lifetime;
    }

    @Override
    public void turnOver() {
        observation.tell();
    }

    @Override
    public void release(Effect effect) {
        switch (effect) {
            case Effect.OpenStream open ->
                    streams.open(
                            open.task().taskId(),
                            open.told().queuePosition(),
                            open.told().predictedStartMs());
            case Effect.StartAttempt start -> {
                traces.placed(start);
                dispatch.start(start);
            }
            case Effect.StopAttempt stop -> dispatch.stop(stop);
            case Effect.Finish finish -> {
                streams.finish(finish.task().taskId(), finish.terminal());
                transcripts.keep(finish.task());
            }
            case Effect.Tell tell -> observation.hear(tell.notice());
            case Effect.QueueChanged changed -> streams.queueChanged(changed.poolIds());
            case Effect.Stopped _ -> lifetime.nothingRuns();
            case Effect.Reply _ ->
                    throw new IllegalStateException("the core loop answers tickets itself");
        }
    }
}
