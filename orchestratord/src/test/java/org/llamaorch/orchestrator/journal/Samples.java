package org.llamaorch.orchestrator.journal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Determinism;
import org.llamaorch.contracts.Door;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.FinishReason;
import org.llamaorch.contracts.KvHint;
import org.llamaorch.contracts.Outcome;
import org.llamaorch.contracts.PlacementMode;
import org.llamaorch.contracts.PlacementRequest;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.budget.Reservation;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.budget.Usage;
import org.llamaorch.core.placement.ReplicaCondition;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.placement.Vram;
import org.llamaorch.core.scheduler.Entry;
import org.llamaorch.core.session.Session;
import org.llamaorch.core.task.JsonBody;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.core.task.TraceContext;

/** Entries with every field filled, or with every optional field left out. */
public final class Samples {

    private Samples() {}

    public static TaskSpec task(String id, String caller, @Nullable String key, String body) {
        return new TaskSpec(
                id,
                key,
                caller,
                "session-" + caller,
                "correlation-" + id,
                new TraceContext(
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        "vendor=opaque,other=1",
                        1_800_000_000_000_000_001L),
                Door.OPENAI,
                "chat",
                "demo:gemma3-270m \ud800 \u00fc",
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
                body.length(),
                false,
                0,
                PlacementRequest.AUTO,
                false,
                "digest-" + id,
                JsonBody.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    public static Entry.TaskAdmitted admitted(TaskSpec task, long order, long atMs) {
        return new Entry.TaskAdmitted(
                1,
                task,
                order,
                atMs,
                new Admission.Admitted(
                        task.taskId(),
                        task.sessionId(),
                        3,
                        1_200,
                        null,
                        Priority.INTERACTIVE,
                        "default",
                        List.of(),
                        false),
                Reservation.NONE);
    }

    public static Entry.TaskEnded ended(String taskId, long atMs) {
        return new Entry.TaskEnded(
                1,
                taskId,
                new Terminal.End(7, 70, 5, 0, FinishReason.STOP, null, null, "abc", null),
                1,
                ReplicaId.local("default", "r0"),
                atMs - 90,
                atMs - 80,
                atMs);
    }

    static TaskSpec randomTask(Random random, String id) {
        TaskSpec plain =
                task(
                        id,
                        "caller" + random.nextInt(3),
                        random.nextBoolean() ? "key-" + id : null,
                        "x".repeat(random.nextInt(9_000)));
        if (random.nextBoolean()) {
            return plain;
        }
        return new TaskSpec(
                id,
                plain.idempotencyKey(),
                plain.caller(),
                plain.sessionId(),
                plain.correlationId(),
                TraceContext.NONE,
                Door.V2,
                "task",
                "m",
                EngineKind.VLLM,
                Workload.EMBEDDING,
                4_096,
                Priority.BATCH,
                17,
                60_000L,
                9,
                4_294_967_294L,
                Determinism.STRICT,
                KvHint.COLD,
                2,
                plain.promptTokensBound(),
                true,
                5_000,
                new PlacementRequest(
                        PlacementMode.PREFER, "pin", List.of("a", "b"), List.of("c"), "0,1", false),
                true,
                plain.bodyDigest(),
                plain.body());
    }

    static Admission.Admitted randomTold(Random random, TaskSpec task) {
        return new Admission.Admitted(
                task.taskId(),
                task.sessionId(),
                random.nextInt(50),
                random.nextInt(10_000),
                random.nextBoolean() ? (Double) random.nextDouble() : null,
                task.priority(),
                random.nextBoolean() ? "default" : null,
                random.nextBoolean()
                        ? List.of()
                        : List.of(
                                new PreparationStep(
                                        "pool:default",
                                        "pool_warmup",
                                        "pool",
                                        "Loads the model",
                                        100L,
                                        null,
                                        3L,
                                        "running")),
                random.nextBoolean());
    }

    static Terminal randomTerminal(Random random) {
        return random.nextBoolean()
                ? new Terminal.End(
                        random.nextInt(100),
                        12,
                        3,
                        1,
                        FinishReason.LENGTH,
                        "sha256:00",
                        "b1",
                        "ff",
                        "[1]")
                : new Terminal.Failure(
                        Outcome.DROPPED,
                        ErrorCode.QUEUE_FULL_DROP_LRU,
                        "dropped",
                        EngineKind.LLAMACPP,
                        "default",
                        true,
                        900L,
                        "send it again",
                        random.nextInt(3));
    }

    public static ReplicaStatus replica() {
        return randomReplica(new Random(1));
    }

    static ReplicaStatus randomReplica(Random random) {
        return new ReplicaStatus(
                randomReplicaId(random),
                "http://127.0.0.1:" + random.nextInt(60_000),
                EngineKind.LLAMACPP,
                "b" + random.nextInt(9),
                List.of("default", "demo"),
                random.nextBoolean() ? "sha256:11" : null,
                random.nextInt(8),
                2_048,
                random.nextBoolean() ? Set.of() : Set.of(Workload.COMPLETION, Workload.RERANK),
                List.of("cpu"),
                new ReplicaCondition(
                        true,
                        random.nextBoolean(),
                        random.nextBoolean() ? "starts" : null,
                        random.nextInt(100),
                        random.nextBoolean()),
                new Vram(1L << 35, 1L << 34),
                random.nextBoolean() ? ReplicaOrigin.REGISTRATION : ReplicaOrigin.HANDOFF);
    }

    static ReplicaId randomReplicaId(Random random) {
        return ReplicaId.local("pool" + random.nextInt(3), "r" + random.nextInt(2));
    }

    static Session randomSession(Random random) {
        return new Session(
                "caller" + random.nextInt(2),
                "s" + random.nextInt(4),
                random.nextInt(8),
                random.nextInt(100_000),
                random.nextBoolean() ? randomReplicaId(random) : null,
                randomSpending(random));
    }

    static Spending randomSpending(Random random) {
        return new Spending(
                random.nextInt(1_000), random.nextInt(1_000), random.nextLong(1L << 60));
    }

    static Usage randomUsage(Random random) {
        return new Usage(
                "caller" + random.nextInt(3), random.nextInt(2) * 1_000L, randomSpending(random));
    }
}
