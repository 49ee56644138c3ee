package org.llamaorch.orchestrator.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.placement.ReplicaCondition;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.placement.Vram;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.engines.fault.FaultEngine;
import org.llamaorch.engines.fault.FaultOptions;
import org.llamaorch.engines.probe.EngineProbe;
import org.llamaorch.engines.probe.ProbeSettings;
import org.llamaorch.orchestrator.dispatch.EngineKeys;
import org.llamaorch.orchestrator.http.WorkerDoor.Outcome;
import org.llamaorch.orchestrator.http.WorkerRegistration;
import org.llamaorch.orchestrator.observe.Narrator;

/** Workers that register, with a scheduler that is fed at once. */
final class WorkersTest {

    private final FaultEngine engine = FaultEngine.start(FaultOptions.slots(2));
    private final SmallCore core = new SmallCore();
    private final EngineProbe probe = new EngineProbe(new ProbeSettings(500, 500, 2_000, 1 << 20));
    private final Replicas replicas =
            new Replicas(
                    new ReplicaSettings(15, 15, 30, 3, 4, 2, 300), probe, core, new EngineKeys());
    private final List<ReplicaId> gaveWay = new ArrayList<>();
    private final Workers workers = workers("configured");

    private Workers workers(String configuredReplica) {
        return new Workers(
                core,
                replicas,
                new WorkerRules(Set.of()),
                new ConfiguredPools() {
                    @Override
                    public boolean names(ReplicaId id) {
                        return id.replica().equals(configuredReplica);
                    }

                    @Override
                    public void giveWay(ReplicaId id) {
                        gaveWay.add(id);
                    }
                },
                new Narrator(name -> name));
    }

    @AfterEach
    void close() {
        replicas.close();
        probe.close();
        engine.close();
    }

    private WorkerRegistration worker(
            String pool, String replica, String url, @Nullable String model) {
        return new WorkerRegistration(pool, replica, url, null, "", null, List.of(), model, 0);
    }

    private Outcome register(WorkerRegistration worker) throws Exception {
        return workers.register(worker, "c", "i").toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Optional<ReplicaStatus> status(String pool, String replica) {
        return core.read(state ->
                state.pools(0).stream()
                        .flatMap(view -> view.replicas().stream())
                        .map(PoolView.ReplicaView::status)
                        .filter(each -> each.id().equals(ReplicaId.local(pool, replica)))
                        .findFirst());
    }

    private void untilReady(String pool, String replica) {
        until(() -> status(pool, replica).filter(ReplicaStatus::ready).isPresent());
    }

    private static void until(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for too long").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static String refusedAt(Outcome outcome) {
        return outcome instanceof Outcome.Refused(String pointer, String _) ? pointer : "";
    }

    @Test
    void aWorkerIsBoundAndServesOnceItHasDecoded() throws Exception {
        assertThat(register(worker("p", "w", engine.url() + "/", null)))
                .isInstanceOf(Outcome.Registered.class);

        assertThat(status("p", "w").orElseThrow().origin()).isEqualTo(ReplicaOrigin.REGISTRATION);
        untilReady("p", "w");
        assertThat(register(worker("p", "w", engine.url(), null)))
                .isInstanceOf(Outcome.Registered.class);
        assertThat(status("p", "w").orElseThrow().ready()).isTrue();
        assertThat(gaveWay).containsExactly(ReplicaId.local("p", "w"));
    }

    @Test
    void theSameNameFromElsewhereTakesThePlace() throws Exception {
        register(worker("p", "w", engine.url(), null));
        untilReady("p", "w");
        try (FaultEngine other = FaultEngine.start(FaultOptions.slots(5))) {
            register(worker("p", "w", other.url(), null));
            until(() -> status("p", "w").filter(each -> each.slots() == 5).isPresent());
        }
    }

    @Test
    void whatMayNotBeIsRefusedWithItsMember() throws Exception {
        core.tell(
                new Event.PoolsConfigured(
                        List.of(
                                PoolSpec.usual()
                                        .made("mine", EngineKind.LLAMACPP)
                                        .withModel("model"))));
        assertThat(refusedAt(register(worker("p", "w", "http://192.0.2.1:80", null))))
                .isEqualTo("/url");
        assertThat(refusedAt(register(worker("p", "configured", engine.url(), null))))
                .isEqualTo("/replica_id");
        assertThat(refusedAt(register(worker("mine", "w", engine.url(), "another"))))
                .isEqualTo("/model_ref");
        assertThat(refusedAt(register(worker("mine", "w", engine.url(), "model")))).isEmpty();
        assertThat(
                        refusedAt(
                                register(
                                        new WorkerRegistration(
                                                "p",
                                                "w",
                                                engine.url(),
                                                EngineKind.TRITON,
                                                "",
                                                null,
                                                List.of(),
                                                null,
                                                0))))
                .isEqualTo("/engine");
        register(worker("p", "a", engine.url(), null));
        assertThat(refusedAt(register(worker("p", "b", engine.url(), null))))
                .isEqualTo("/replica_id");
    }

    @Test
    void oneThatIsSilentForTooLongIsForgottenAndItsPoolGoes() throws Exception {
        register(worker("p", "w", engine.url(), null));
        untilReady("p", "w");
        engine.close();
        until(() -> status("p", "w").isEmpty());
        List<PoolView> pools = core.read(state -> state.pools(0));
        assertThat(pools).isEmpty();
    }

    @Test
    void theNextLifeTakesUpWhatWasRegistered() throws Exception {
        core.tell(new Event.ReplicaChanged(bound(List.of())));
        workers.resume();
        untilReady("p", "w");
    }

    @Test
    void aWorkerThatWasTakenUpAgainHasItsNamesUntilItSaysOthers() throws Exception {
        Binding before = Binding.of(bound(List.of("own-name", "registered-name")));

        assertThat(before.names(List.of())).containsExactly("own-name", "registered-name");
        assertThat(before.names(List.of("own-name")))
                .containsExactly("own-name", "registered-name");
        assertThat(before.names(List.of("another-model"))).containsExactly("another-model");

        core.tell(new Event.ReplicaChanged(bound(List.of("gone"))));
        workers.resume();
        untilReady("p", "w");
        assertThat(status("p", "w").orElseThrow().models()).isNotEmpty().doesNotContain("gone");
    }

    /** As the journal gives it back. */
    private ReplicaStatus bound(List<String> names) {
        return new ReplicaStatus(
                ReplicaId.local("p", "w"),
                engine.url(),
                EngineKind.LLAMACPP,
                "",
                names,
                null,
                0,
                0,
                Set.of(),
                List.of(),
                ReplicaCondition.down(null),
                Vram.UNKNOWN,
                ReplicaOrigin.REGISTRATION);
    }
}
