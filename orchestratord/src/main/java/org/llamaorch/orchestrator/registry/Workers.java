package org.llamaorch.orchestrator.registry;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.engines.EngineAdapters;
import org.llamaorch.orchestrator.http.WorkerDoor;
import org.llamaorch.orchestrator.http.WorkerRegistration;
import org.llamaorch.orchestrator.loop.Core;
import org.llamaorch.orchestrator.observe.Narrator;

/**
 * Binds workers that register themselves (B-CP-057). One after the other, in this order:
 *
 * <ol>
 *   <li>where it is, what it speaks and what it is called must be allowed
 *   <li>what is bound just so already is left alone
 *   <li>the binding is written, and only then answered; the polling finds out the rest
 * </ol>
 *
 * A worker may join a pool that is configured, as long as it speaks its protocol and claims no
 * other model; any other pool is made by its first worker and goes with its last. Safe from any
 * thread.
 */
public final class Workers implements WorkerDoor {

    private final Core core;
    private final Replicas replicas;
    private final WorkerRules rules;
    private final ConfiguredPools configured;
    private final Narrator narrator;
    private final ReentrantLock oneByOne = new ReentrantLock();

    public Workers(
            Core core,
            Replicas replicas,
            WorkerRules rules,
            ConfiguredPools configured,
            Narrator narrator) {
        this.core = core;
        this.replicas = replicas;
        this.rules = rules;
        this.configured = configured;
        this.narrator = narrator;
    }

    @Override
    public CompletionStage<Outcome> register(
            WorkerRegistration worker, String correlationId, String identity) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                Outcome became = inTurn(worker);
                if (became instanceof Outcome.Registered) {
                    narrator.workerRegistered(
                            correlationId, identity, worker.poolId(), worker.replicaId());
                }
                outcome.complete(became);
            } catch (ExecutionException e) {
                outcome.completeExceptionally(Objects.requireNonNullElse(e.getCause(), e));
            } catch (InterruptedException | RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        });
        return outcome;
    }

    /**
     * Takes up again what was registered in an earlier life. Blocks; call it before workers
     * register.
     */
    public void resume() throws InterruptedException, ExecutionException {
        for (ReplicaStatus status : bound()) {
            if (status.origin() == ReplicaOrigin.REGISTRATION) {
                if (configured.names(status.id())) {
                    core.post(new Event.ReplicaGone(status.id(), "the configuration names it now"));
                } else if (rules.refusal(status.url()).isPresent()) {
                    core.post(
                            new Event.ReplicaGone(status.id(), "its host is not allowed any more"));
                } else {
                    configured.giveWay(status.id());
                    replicas.bind(Binding.of(status));
                }
            }
        }
    }

    private List<ReplicaStatus> bound() throws InterruptedException, ExecutionException {
        return core.ask((state, nowMs) ->
                        state.pools(nowMs).stream()
                                .flatMap(pool -> pool.replicas().stream())
                                .map(PoolView.ReplicaView::status)
                                .toList())
                .get();
    }

    private Outcome inTurn(WorkerRegistration worker)
            throws InterruptedException, ExecutionException {
        oneByOne.lockInterruptibly();
        try {
            return register(worker);
        } finally {
            oneByOne.unlock();
        }
    }

    private Outcome register(WorkerRegistration worker)
            throws InterruptedException, ExecutionException {
        ReplicaId id = ReplicaId.local(worker.poolId(), worker.replicaId());
        @Nullable PoolSpec pool =
                core.ask((state, nowMs) ->
                                state.pools(nowMs).stream()
                                        .map(PoolView::spec)
                                        .filter(spec -> spec.id().equals(worker.poolId()))
                                        .findFirst())
                        .get()
                        .orElse(null);
        EngineKind engine = worker.engine();
        if (engine == null) {
            engine = pool == null ? EngineKind.LLAMACPP : pool.engine();
        }
        Outcome.@Nullable Refused refused = refusal(worker, id, pool, engine); // 1
        if (refused != null) {
            return refused;
        }
        Binding binding = binding(worker, id, engine);
        if (replicas.binds(binding)) { // 2
            return new Outcome.Registered();
        }
        configured.giveWay(id);
        core.call(ticket -> new Event.ReplicaRegistered(binding.unreported(), ticket)).get(); // 3
        replicas.bind(binding);
        return new Outcome.Registered();
    }

    private Outcome.@Nullable Refused refusal(
            WorkerRegistration worker, ReplicaId id, @Nullable PoolSpec pool, EngineKind engine) {
        Optional<String> where = rules.refusal(worker.url());
        if (where.isPresent()) {
            return new Outcome.Refused("/url", where.get());
        }
        if (EngineAdapters.of(engine).isEmpty()) {
            return new Outcome.Refused(
                    "/engine",
                    "Nothing here speaks "
                            + engine.wireName()
                            + "; allowed are llamacpp, and openai for any server with the OpenAI"
                            + " API.");
        }
        if (configured.names(id)) {
            return new Outcome.Refused(
                    "/replica_id",
                    "The configuration names this replica of the pool: register under another"
                            + " replica_id or pool_id.");
        }
        if (!replicas.hasRoom(id)) {
            return new Outcome.Refused("/replica_id", "No more replicas can be bound.");
        }
        if (pool != null && pool.model() != null && pool.engine() != engine) {
            return new Outcome.Refused(
                    "/engine", "The engines of this pool speak " + pool.engine().wireName() + ".");
        }
        String model = worker.modelRef();
        if (pool != null
                && pool.model() != null
                && model != null
                && !model.equals(pool.model())
                && !pool.aliases().contains(model)) {
            return new Outcome.Refused(
                    "/model_ref",
                    "The pool serves another model: register in a pool of its own, or leave"
                            + " model_ref out.");
        }
        return null;
    }

    private static Binding binding(WorkerRegistration worker, ReplicaId id, EngineKind engine) {
        Integer slots = worker.slotsTotal();
        String model = worker.modelRef();
        return new Binding(
                id,
                WorkerRules.base(worker.url()),
                engine,
                model == null ? List.of() : List.of(model),
                List.of(),
                slots == null ? 1 : slots,
                worker.ctxMax(),
                worker.devices(),
                worker.engineVersion(),
                ReplicaOrigin.REGISTRATION,
                null,
                false);
    }
}
