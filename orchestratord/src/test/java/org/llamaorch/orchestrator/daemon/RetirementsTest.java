package org.llamaorch.orchestrator.daemon;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.contracts.SessionInfo;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.placement.ReplicaCondition;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.placement.Vram;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.scheduler.StateView;
import org.llamaorch.core.task.TaskView;
import org.llamaorch.orchestrator.catalog.Catalog;
import org.llamaorch.orchestrator.catalog.CatalogSettings;
import org.llamaorch.orchestrator.catalog.ContentDigest;
import org.llamaorch.orchestrator.catalog.Lifecycle;
import org.llamaorch.orchestrator.catalog.ModelDescription;
import org.llamaorch.orchestrator.loop.Core;

/** Retired models are drained and unloaded, and come back (B-CAT-035). */
final class RetirementsTest {

    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    @TempDir private Path folder;

    private final Pools core = new Pools();
    private final List<String> engines = new CopyOnWriteArrayList<>();
    private volatile long nowMs = 1_000;
    private Catalog catalog;
    private Retirements retirements;

    private final Retirements.Engines running =
            new Retirements.Engines() {
                @Override
                public void end(String poolId) {
                    engines.add("end " + poolId);
                    core.loaded = false;
                }

                @Override
                public void begin(String poolId, @Nullable String model) {
                    engines.add("begin " + poolId);
                    core.loaded = true;
                }
            };

    @BeforeEach
    void open() throws IOException {
        catalog =
                Catalog.open(
                        folder.resolve("catalog"),
                        CatalogSettings.defaults(),
                        _ -> Optional.empty(),
                        folder,
                        () -> nowMs);
        retirements = new Retirements(core, catalog, () -> nowMs, 1);
        describe("m", null, "model");
    }

    @AfterEach
    void close() throws InterruptedException {
        retirements.stop();
        catalog.close();
    }

    private void describe(String id, @Nullable String digest, @Nullable String alias) {
        catalog.describe(
                        new ModelDescription(
                                id,
                                digest == null ? null : ContentDigest.parse(digest).orElseThrow(),
                                null,
                                alias == null ? List.of() : List.of(alias),
                                List.of(),
                                List.of(),
                                List.of(),
                                null,
                                null))
                .join();
    }

    private void set(String id, Lifecycle lifecycle, @Nullable Long deadlineMs) {
        catalog.set(id, lifecycle, deadlineMs).join();
        retirements.changed();
    }

    private static void until(BooleanSupplier condition) {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - begun).isLessThan(10_000_000_000L);
            LockSupport.parkNanos(500_000);
        }
    }

    @Test
    void drainsAndEndsTheEnginesOnceNothingRuns() {
        core.running = 1;
        retirements.start(running);
        set("m", Lifecycle.RETIRED, 500L);

        until(() -> core.drained != null);
        assertThat(core.deadlineMs()).isEqualTo(500);
        assertThat(engines).isEmpty();
        core.running = 0;
        until(() -> engines.contains("end p"));
    }

    @Test
    void whatWaitedMayStillStartUntilTheDeadline() {
        core.waiting = 1;
        retirements.start(running);
        set("m", Lifecycle.RETIRED, 500L);
        retirements.changed();
        assertThat(core.drained).isNull();

        nowMs = 1_500;
        until(() -> core.drained != null);
        assertThat(core.deadlineMs()).isZero();
    }

    @Test
    void anActiveModelComesBack() {
        retirements.start(running);
        set("m", Lifecycle.RETIRED, null);
        until(() -> engines.contains("end p"));

        set("m", Lifecycle.ACTIVE, null);

        until(() -> engines.contains("begin p"));
        assertThat(core.undrained).hasValue(1);
    }

    @Test
    void aModelThatWasKnownByItsDigestStaysUnloadedThoughNothingShowsItAnyMore() {
        describe("m", null, null);
        describe("d", DIGEST, null);
        retirements.start(running);
        set("d", Lifecycle.RETIRED, null);
        until(() -> engines.contains("end p"));

        describe("other", null, null);
        retirements.changed();
        set("d", Lifecycle.RETIRED, 5L);
        retirements.changed();
        assertThat(core.undrained).hasValue(0);
        catalog.delete("d").join();
        retirements.changed();
        until(() -> engines.contains("begin p"));
    }

    @Test
    void enginesOfARetirementThatIsOverAreNotStartedAgain() {
        catalog.set("m", Lifecycle.RETIRED, null).join();
        assertThat(retirements.over()).containsExactly("p");

        core.waiting = 2;
        Retirements waiting = new Retirements(core, catalog, () -> nowMs, 1);
        assertThat(waiting.over()).isEmpty();
    }

    /** A core with one pool. Safe from any thread. */
    private static final class Pools implements Core, StateView {
        private volatile int waiting;
        private volatile int running;
        private volatile boolean loaded = true;
        private final AtomicInteger undrained = new AtomicInteger();
        private volatile Event.@Nullable Drain drained;

        private @Nullable Long deadlineMs() {
            return requireNonNull(drained).deadlineMs();
        }

        @Override
        public void post(Event event) {
            if (event instanceof Event.Drain drain) {
                drained = drain;
            } else if (event instanceof Event.Undrain) {
                undrained.incrementAndGet();
            }
        }

        @Override
        public CompletableFuture<Effect.Answer> call(LongFunction<Event> eventWithTicket) {
            post(eventWithTicket.apply(1));
            return CompletableFuture.completedFuture(new Effect.Answer.Done());
        }

        @Override
        public <T> CompletableFuture<T> ask(BiFunction<StateView, Long, T> question) {
            return CompletableFuture.completedFuture(question.apply(this, 1L));
        }

        @Override
        public Optional<TaskView> task(String taskId, long nowMs) {
            return Optional.empty();
        }

        @Override
        public List<TaskView> tasks(long nowMs) {
            return List.of();
        }

        @Override
        public String callerOfSession(String sessionId, String caller) {
            return caller;
        }

        @Override
        public Spending left(String caller, String sessionId, long nowMs) {
            return Spending.UNBOUNDED;
        }

        @Override
        public SessionInfo session(String caller, String sessionId, long nowMs) {
            throw new IllegalStateException("nobody asks for sessions");
        }

        @Override
        public List<PoolView> pools(long nowMs) {
            ReplicaStatus status =
                    new ReplicaStatus(
                            ReplicaId.local("p", "r0"),
                            "http://127.0.0.1:9",
                            EngineKind.LLAMACPP,
                            "b1",
                            List.of("model"),
                            DIGEST,
                            1,
                            4096,
                            Set.of(Workload.COMPLETION),
                            List.of("cpu"),
                            ReplicaCondition.READY,
                            Vram.UNKNOWN,
                            ReplicaOrigin.CONFIGURATION);
            return List.of(
                    new PoolView(
                            PoolSpec.usual().made("p", EngineKind.LLAMACPP).withModel("model"),
                            true,
                            true,
                            false,
                            false,
                            null,
                            waiting,
                            0,
                            1,
                            1,
                            0,
                            0,
                            loaded
                                    ? List.of(
                                            new PoolView.ReplicaView(status, running, "closed", 0))
                                    : List.of()));
        }
    }
}
