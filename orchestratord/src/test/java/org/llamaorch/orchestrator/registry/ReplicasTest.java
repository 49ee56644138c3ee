package org.llamaorch.orchestrator.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.engines.fault.FaultEngine;
import org.llamaorch.engines.fault.FaultOptions;
import org.llamaorch.engines.probe.EngineProbe;
import org.llamaorch.engines.probe.ProbeSettings;
import org.llamaorch.orchestrator.dispatch.EngineKeys;
import org.llamaorch.orchestrator.dispatch.EventLog;

final class ReplicasTest {

    private static final ReplicaId ID = ReplicaId.local("default", "r0");

    private final FaultEngine engine = FaultEngine.start(FaultOptions.slots(3));
    private final EventLog core = new EventLog();
    private final EngineProbe probe = new EngineProbe(new ProbeSettings(500, 500, 2_000, 1 << 20));
    private final EngineKeys keys = new EngineKeys();
    private final Replicas replicas =
            new Replicas(new ReplicaSettings(15, 15, 30, 3, 4, 10, 300), probe, core, keys);

    @AfterEach
    void close() {
        replicas.close();
        probe.close();
        engine.close();
    }

    private Binding binding(EngineKind kind) {
        return new Binding(
                ID,
                engine.url(),
                kind,
                List.of("demo", "default"),
                List.of(),
                7,
                0,
                List.of("0"),
                "",
                ReplicaOrigin.CONFIGURATION,
                null,
                false);
    }

    private ReplicaStatus awaitStatus(Predicate<ReplicaStatus> wish) {
        return core.await(Event.ReplicaChanged.class, changed -> wish.test(changed.status()))
                .status();
    }

    private void control(String path, String json) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            http.send(
                    HttpRequest.newBuilder(URI.create(engine.url() + path))
                            .POST(HttpRequest.BodyPublishers.ofString(json))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        }
    }

    @Test
    void aLlamaCppReplicaIsReadyAfterItDecodedAToken() {
        replicas.bind(binding(EngineKind.LLAMACPP));
        ReplicaStatus ready = awaitStatus(ReplicaStatus::ready);
        assertThat(ready.slots()).isEqualTo(3);
        assertThat(ready.ctxMax()).isEqualTo(4_096);
        assertThat(ready.engineVersion()).isEqualTo("fault-1");
        assertThat(ready.models()).containsExactly("fault", "demo", "default");
        assertThat(ready.devices()).containsExactly("0");
        assertThat(ready.lastError()).isNull();
        assertThat(core.events())
                .first()
                .isInstanceOfSatisfying(
                        Event.ReplicaChanged.class,
                        first -> assertThat(first.status().ready()).isFalse());
    }

    @Test
    void oneFailedLookIsEnoughWhereAnAttemptHasJustFailed() {
        ReplicaSettings rarely = new ReplicaSettings(600_000, 600_000, 600_000, 3, 4, 10, 300);
        try (Replicas lookedAtRarely = new Replicas(rarely, probe, core, keys)) {
            lookedAtRarely.bind(binding(EngineKind.LLAMACPP));
            awaitStatus(ReplicaStatus::ready);
            engine.close();
            lookedAtRarely.suspect(ReplicaId.local("default", "another"));
            lookedAtRarely.suspect(ID);
            assertThat(awaitStatus(status -> !status.live()).ready()).isFalse();
        }
    }

    @Test
    void anEngineThatAnswersIsReadyWhateverIsSuspected() throws Exception {
        ReplicaSettings rarely = new ReplicaSettings(600_000, 600_000, 600_000, 3, 4, 10, 300);
        try (Replicas lookedAtRarely = new Replicas(rarely, probe, core, keys)) {
            lookedAtRarely.bind(binding(EngineKind.LLAMACPP));
            awaitStatus(ReplicaStatus::ready);
            control("/fault/health", "{\"state\":\"loading\"}");
            lookedAtRarely.suspect(ID);
            awaitStatus(status -> status.live() && !status.ready() && status.lastError() != null);
            core.events().clear();
            control("/fault/health", "{\"state\":\"ok\"}");
            lookedAtRarely.suspect(ID);
            awaitStatus(ReplicaStatus::ready);
        }
    }

    @Test
    void anOpenAiReplicaTakesItsSlotsFromTheBinding() {
        replicas.bind(binding(EngineKind.OPENAI));
        ReplicaStatus ready = awaitStatus(ReplicaStatus::ready);
        assertThat(ready.slots()).isEqualTo(7);
        assertThat(ready.models().getFirst()).isEqualTo("fault");
    }

    @Test
    void anEngineThatCannotDecodeIsLiveButNotReady() throws Exception {
        control("/fault/script", "{\"script\":\"status=500\"}");
        replicas.bind(binding(EngineKind.LLAMACPP));
        ReplicaStatus broken = awaitStatus(status -> status.lastError() != null);
        assertThat(broken.live()).isTrue();
        assertThat(broken.ready()).isFalse();
        assertThat(broken.lastError()).contains("decode");
        control("/fault/script", "{}");
        awaitStatus(ReplicaStatus::ready);
    }

    @Test
    void threeFailedPollsInARowTakeItOutAndItComesBack() throws Exception {
        replicas.bind(binding(EngineKind.LLAMACPP));
        awaitStatus(ReplicaStatus::ready);
        control("/fault/health", "{\"state\":\"down\"}");
        ReplicaStatus dead = awaitStatus(status -> !status.live());
        assertThat(dead.ready()).isFalse();
        assertThat(dead.lastError()).isNotNull();
        assertThat(dead.models()).contains("fault");
        int before = core.events().size();
        control("/fault/health", "{\"state\":\"loading\"}");
        ReplicaStatus loading = awaitStatus(status -> status.live() && status.lastError() != null);
        assertThat(loading.ready()).isFalse();
        control("/fault/health", "{\"state\":\"ok\"}");
        core.await(
                Event.ReplicaChanged.class,
                changed ->
                        core.events().indexOf(changed) >= 0 && core.events().size() > before + 1);
        assertThat(lastStatusWhen(ReplicaStatus::ready)).isTrue();
    }

    private boolean lastStatusWhen(Predicate<ReplicaStatus> wish) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (System.nanoTime() < deadline) {
            if (core.events().getLast() instanceof Event.ReplicaChanged changed
                    && wish.test(changed.status())) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    @Test
    void nothingIsToldWhileNothingChanges() throws Exception {
        replicas.bind(binding(EngineKind.LLAMACPP));
        awaitStatus(ReplicaStatus::ready);
        int told = core.events().size();
        replicas.bind(binding(EngineKind.LLAMACPP));
        control("/fault/health", "{\"state\":\"loading\"}");
        awaitStatus(status -> status.live() && status.lastError() != null && status.slots() == 0);
        assertThat(core.events()).hasSize(told + 1);
    }

    @Test
    void anEngineThatIsNotThereIsToldAtOnce() {
        String url = engine.url();
        engine.close();
        replicas.bind(
                Binding.configured(ID, url, EngineKind.LLAMACPP, List.of("demo"), 1, 0, null));
        ReplicaStatus absent = awaitStatus(_ -> true);
        assertThat(absent.live()).isFalse();
        assertThat(absent.lastError()).contains("does not answer");
    }

    @Test
    void unbindingTellsWhyAndNothingFollows() {
        replicas.bind(binding(EngineKind.LLAMACPP));
        awaitStatus(ReplicaStatus::ready);
        replicas.unbind(ID, "its file went");
        replicas.unbind(ID, "twice");
        assertThat(core.events().getLast()).isEqualTo(new Event.ReplicaGone(ID, "its file went"));
        assertThat(replicas.bindings()).isEmpty();
    }

    @Test
    void aReplicaThatAsksForAKeyIsPolledWithItAndItsKeyIsKnown() {
        try (FaultEngine locked =
                FaultEngine.start(
                        new FaultOptions(
                                "127.0.0.1",
                                0,
                                1,
                                512,
                                "tiny",
                                0,
                                0,
                                List.of("secret"),
                                FaultOptions.Mode.GENERATE))) {
            Binding keyless =
                    Binding.configured(
                            ID, locked.url(), EngineKind.LLAMACPP, List.of("m"), 1, 0, null);
            replicas.bind(keyless);
            assertThat(awaitStatus(status -> status.lastError() != null).lastError())
                    .contains("401");

            Binding keyed =
                    Binding.configured(
                            ID, locked.url(), EngineKind.LLAMACPP, List.of("m"), 1, 0, "secret");
            replicas.bind(keyed);

            assertThat(awaitStatus(ReplicaStatus::ready).live()).isTrue();
            assertThat(keys.find(locked.url())).contains("secret");
            assertThat(keyed.toString()).doesNotContain("secret");
        }
    }

    @Test
    void asksAServingLlamaCppServerHowFullItsCacheIs() throws InterruptedException {
        replicas.bind(binding(EngineKind.LLAMACPP));
        ReplicaStatus ready = awaitStatus(ReplicaStatus::ready);
        ReplicaStatus gone = ready.unreported("it left");
        BlockingQueue<Double> told = new LinkedBlockingQueue<>();
        try (CacheUsage usage =
                new CacheUsage(
                        new ReplicaSettings(15, 15, 30, 3, 4, 10, 300),
                        probe,
                        keys,
                        () -> CompletableFuture.completedFuture(List.of(gone, ready)),
                        (id, ratio) -> told.add(id.equals(ID) ? ratio : -1.0))) {
            usage.start();
            assertThat(told.poll(10, TimeUnit.SECONDS)).isBetween(0.0, 1.0);
        }
    }
}
