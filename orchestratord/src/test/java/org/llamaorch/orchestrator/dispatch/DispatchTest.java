package org.llamaorch.orchestrator.dispatch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.Determinism;
import org.llamaorch.contracts.Door;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.KvHint;
import org.llamaorch.contracts.PlacementRequest;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.placement.ReplicaCondition;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.placement.Vram;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.task.AttemptEnding;
import org.llamaorch.core.task.JsonBody;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.core.task.TraceContext;
import org.llamaorch.engines.TokenSink;
import org.llamaorch.engines.client.EngineClientSettings;
import org.llamaorch.engines.fault.FaultEngine;
import org.llamaorch.engines.fault.FaultOptions;
import org.llamaorch.orchestrator.trace.TaskTraces;

final class DispatchTest {

    private final FaultEngine engine = FaultEngine.start(FaultOptions.slots(64));
    private final Vertx vertx = Vertx.vertx();
    private final EventLog core = new EventLog();
    private final Map<String, CountingSink> sinks = new ConcurrentHashMap<>();
    private final EngineKeys keys = new EngineKeys();
    private final Map<String, EventLoop> homes = new ConcurrentHashMap<>();
    private final Map<String, EventLoop> loops = new ConcurrentHashMap<>();
    private final Queue<ReplicaId> broken = new ConcurrentLinkedQueue<>();
    private final Dispatch dispatch =
            Dispatch.open(
                    vertx,
                    new DispatchSettings(2, 10_000, EngineClientSettings.defaults()),
                    core,
                    keys,
                    new Sinks() {
                        @Override
                        public TokenSink sink(String taskId, int attempt) {
                            loops.put(
                                    taskId,
                                    requireNonNull(ContextInternal.current()).nettyEventLoop());
                            return sinks.computeIfAbsent(taskId, _ -> new CountingSink());
                        }

                        @Override
                        public Optional<EventLoop> home(String taskId) {
                            return Optional.ofNullable(homes.get(taskId));
                        }
                    },
                    TaskTraces.NONE,
                    broken::add);

    @AfterEach
    void close() throws Exception {
        dispatch.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        engine.close();
    }

    private AttemptEnding ending(String taskId) {
        return core.await(Event.AttemptEnded.class, ended -> ended.taskId().equals(taskId))
                .ending();
    }

    @Test
    void tellsTheFirstTokenOnceAndTheEndOnceAfterIt() {
        dispatch.start(start("a", "fault: tokens=5 delay=2;", EngineKind.LLAMACPP));
        assertThat(ending("a")).isInstanceOf(AttemptEnding.Completed.class);
        assertThat(core.events()).hasSize(2).first().isEqualTo(new Event.FirstToken("a", 1));
        assertThat(dispatch.running()).isZero();
    }

    @Test
    void tellsTheFirstTokenBeforeAnEndThatComesWithIt() {
        for (int task = 0; task < 50; task++) {
            dispatch.start(start("t" + task, "fault: tokens=1;", EngineKind.LLAMACPP));
        }
        for (int task = 0; task < 50; task++) {
            Event.AttemptEnded ended = new Event.AttemptEnded("t" + task, 1, ending("t" + task));
            assertThat(core.events()).containsSubsequence(firstToken("t" + task), ended);
        }
    }

    private static Event firstToken(String taskId) {
        return new Event.FirstToken(taskId, 1);
    }

    @Test
    void runsWhereTheCallerIsServedElseByTurns() {
        for (String task : List.of("a", "b")) {
            dispatch.start(start(task, "fault: tokens=1;", EngineKind.LLAMACPP));
            ending(task);
        }
        assertThat(loops.get("a")).isNotEqualTo(loops.get("b"));
        EventLoop home = requireNonNull(loops.get("b"));
        for (int task = 0; task < 6; task++) {
            homes.put("t" + task, home);
            dispatch.start(start("t" + task, "fault: tokens=1;", EngineKind.LLAMACPP));
            ending("t" + task);
            assertThat(loops.get("t" + task)).isEqualTo(home);
        }
    }

    @Test
    void stopsAnAttemptAndTellsSoOnce() {
        dispatch.start(start("a", "fault: tokens=100000 delay=1;", EngineKind.LLAMACPP));
        core.await(Event.FirstToken.class, _ -> true);
        dispatch.stop(new Effect.StopAttempt("a", 1));
        dispatch.stop(new Effect.StopAttempt("a", 1));
        assertThat(ending("a")).isEqualTo(new AttemptEnding.Stopped());
        dispatch.stop(new Effect.StopAttempt("a", 1));
        dispatch.start(start("b", "fault: tokens=1;", EngineKind.LLAMACPP));
        ending("b");
        assertThat(core.events().stream().filter(Event.AttemptEnded.class::isInstance)).hasSize(2);
    }

    @Test
    void stopsAnAttemptThatHasJustBegun() {
        dispatch.start(start("a", "fault: hang=1;", EngineKind.LLAMACPP));
        dispatch.stop(new Effect.StopAttempt("a", 1));
        assertThat(ending("a")).isEqualTo(new AttemptEnding.Stopped());
    }

    @Test
    void anAttemptThatIsStoppedBeforeItsTurnNeverReachesItsEngine() {
        dispatch.start(start("a", "fault: tokens=1;", EngineKind.LLAMACPP));
        ending("a");
        EventLoop home = requireNonNull(loops.get("a"));
        homes.put("b", home);
        homes.put("c", home);
        home.execute(() -> {
            dispatch.start(start("b", "fault: tokens=1;", EngineKind.LLAMACPP));
            dispatch.start(start("c", "fault: tokens=1;", EngineKind.LLAMACPP));
            dispatch.stop(new Effect.StopAttempt("c", 1));
        });
        assertThat(ending("b")).isInstanceOf(AttemptEnding.Completed.class);
        assertThat(ending("c")).isEqualTo(new AttemptEnding.Stopped());
        assertThat(sinks).as("begun").containsOnlyKeys("a", "b");
        assertThat(dispatch.running()).isZero();
    }

    @Test
    void beginsOneAttemptATurnOfItsLoop() {
        dispatch.start(start("a", "fault: tokens=1;", EngineKind.LLAMACPP));
        ending("a");
        EventLoop home = requireNonNull(loops.get("a"));
        List<Integer> begunAtEndOfTurn = new CopyOnWriteArrayList<>();
        home.execute(() -> {
            for (String task : List.of("b", "c", "d")) {
                homes.put(task, home);
                dispatch.start(start(task, "fault: tokens=1;", EngineKind.LLAMACPP));
            }
            home.execute(() -> begunAtEndOfTurn.add(loops.size()));
        });
        for (String task : List.of("b", "c", "d")) {
            assertThat(ending(task)).isInstanceOf(AttemptEnding.Completed.class);
        }
        assertThat(begunAtEndOfTurn).as("a, and the first of three").containsExactly(2);
    }

    @Test
    void manyAttemptsEndOnceEach() {
        for (int task = 0; task < 200; task++) {
            String script = task % 3 == 0 ? "fault: tokens=9 cut=4;" : "fault: tokens=9;";
            dispatch.start(start("t" + task, script, EngineKind.LLAMACPP));
        }
        for (int task = 0; task < 200; task++) {
            Class<?> expected =
                    task % 3 == 0 ? AttemptEnding.Faulted.class : AttemptEnding.Completed.class;
            assertThat(ending("t" + task)).isInstanceOf(expected);
        }
        assertThat(core.events().stream().filter(Event.AttemptEnded.class::isInstance))
                .hasSize(200);
        assertThat(core.events().stream().filter(Event.FirstToken.class::isInstance)).hasSize(200);
        assertThat(broken).hasSize(67);
    }

    private static FaultEngine locked(String key) {
        return FaultEngine.start(
                new FaultOptions(
                        "127.0.0.1",
                        0,
                        1,
                        512,
                        "tiny",
                        0,
                        0,
                        List.of(key),
                        FaultOptions.Mode.GENERATE));
    }

    @Test
    void twoEnginesOfOneReplicaEachGetTheirOwnKey() {
        try (FaultEngine old = locked("of the old");
                FaultEngine young = locked("of the young")) {
            keys.set(old.url(), Optional.of("of the old"));
            keys.set(young.url(), Optional.of("of the young"));
            dispatch.start(start("a", "x", EngineKind.LLAMACPP, old));
            dispatch.start(start("b", "x", EngineKind.LLAMACPP, young));

            assertThat(ending("a")).isInstanceOf(AttemptEnding.Completed.class);
            assertThat(ending("b")).isInstanceOf(AttemptEnding.Completed.class);
        }
    }

    @Test
    void sendsAnEngineItsKey() {
        try (FaultEngine locked = locked("secret")) {
            dispatch.start(start("a", "x", EngineKind.LLAMACPP, locked));
            assertThat(ending("a")).isNotInstanceOf(AttemptEnding.Completed.class);

            keys.set(locked.url(), Optional.of("secret"));
            dispatch.start(start("b", "x", EngineKind.LLAMACPP, locked));
            dispatch.start(start("c", "x", EngineKind.OPENAI, locked));

            assertThat(ending("b")).isInstanceOf(AttemptEnding.Completed.class);
            assertThat(ending("c")).isInstanceOf(AttemptEnding.Completed.class);
        }
    }

    @Test
    void anEngineWithoutAnAdapterIsAnEndToo() {
        dispatch.start(start("a", "x", EngineKind.TRITON));
        assertThat(ending("a")).isInstanceOf(AttemptEnding.Faulted.class);
        assertThat(dispatch.running()).isZero();
    }

    @Test
    void closingStopsWhatRuns() {
        dispatch.start(start("a", "fault: tokens=100000 delay=1;", EngineKind.LLAMACPP));
        core.await(Event.FirstToken.class, _ -> true);
        dispatch.close();
        assertThat(ending("a")).isEqualTo(new AttemptEnding.Stopped());
    }

    private Effect.StartAttempt start(String taskId, String prompt, EngineKind kind) {
        return start(taskId, prompt, kind, engine);
    }

    private static Effect.StartAttempt start(
            String taskId, String prompt, EngineKind kind, FaultEngine engine) {
        String body = "{\"prompt\":\"" + prompt + "\"}";
        TaskSpec task =
                new TaskSpec(
                        taskId,
                        null,
                        "localhost",
                        "session",
                        "correlation",
                        TraceContext.NONE,
                        Door.V2,
                        "task",
                        "m",
                        null,
                        Workload.COMPLETION,
                        0,
                        Priority.INTERACTIVE,
                        null,
                        null,
                        null,
                        null,
                        Determinism.BEST_EFFORT,
                        KvHint.REUSE,
                        1,
                        1,
                        false,
                        0,
                        PlacementRequest.AUTO,
                        false,
                        "digest",
                        JsonBody.of(body.getBytes(StandardCharsets.UTF_8)));
        ReplicaStatus replica =
                new ReplicaStatus(
                        ReplicaId.local("pool", "r0"),
                        engine.url(),
                        kind,
                        "1",
                        List.of("fault"),
                        null,
                        64,
                        4_096,
                        Set.of(Workload.COMPLETION),
                        List.of(),
                        ReplicaCondition.READY,
                        Vram.UNKNOWN,
                        ReplicaOrigin.CONFIGURATION);
        return new Effect.StartAttempt(task, 1, replica, false, false, null, 10_000);
    }

    /** Counts frames and can be sealed once. */
    private static final class CountingSink implements TokenSink {

        private volatile long tokens;
        private volatile boolean sealed;

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate")
        public boolean token(
                byte[] buffer, int textOffset, int textLength, int deltaOffset, int deltaLength) {
            tokens++;
            return !sealed;
        }

        @Override
        public void flush() {}

        @Override
        public boolean seal() {
            boolean first = !sealed;
            sealed = true;
            return first;
        }

        @Override
        public long tokens() {
            return tokens;
        }

        @Override
        public String digest() {
            return "";
        }
    }
}
