package org.llamaorch.orchestrator.daemon;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.orchestrator.loop.Core;
import org.llamaorch.poolmanager.ReloadHost;

/** Has the scheduler hold, switch and release a pool while its model is changed. Any thread. */
final class CoreReloadHost implements ReloadHost {

    private final Core core;
    private final Consumer<String> steps;

    CoreReloadHost(Core core, Consumer<String> steps) {
        this.core = core;
        this.steps = steps;
    }

    @Override
    public void hold(String poolId) throws InterruptedException {
        ask(ticket -> new Event.Hold(poolId, ticket));
    }

    @Override
    public void release(String poolId) throws InterruptedException {
        ask(ticket -> new Event.Release(poolId, ticket));
    }

    @Override
    public void serve(String poolId, String modelRef, List<ReplicaStatus> engines)
            throws InterruptedException {
        ask(ticket -> new Event.Reloaded(poolId, modelRef, engines, ticket));
    }

    @Override
    public void awaitReplaced(String poolId) throws InterruptedException {
        ask(ticket -> new Event.AwaitReplaced(poolId, ticket));
    }

    @Override
    public void progress(String step) {
        steps.accept(step);
    }

    private void ask(LongFunction<Event> event) throws InterruptedException {
        try {
            core.call(event).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the core loop does not take it", e.getCause());
        }
    }
}
