package org.llamaorch.orchestrator.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes every registration as it is told to, and remembers it. Safe from any thread. */
final class ScriptedWorkers implements WorkerDoor {

    final List<WorkerRegistration> registered = new CopyOnWriteArrayList<>();
    volatile Outcome outcome = new Outcome.Registered();

    @Override
    public CompletionStage<Outcome> register(
            WorkerRegistration worker, String correlationId, String identity) {
        registered.add(worker);
        return CompletableFuture.completedFuture(outcome);
    }
}
