package org.llamaorch.engines;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
import org.llamaorch.core.task.JsonBody;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.core.task.TraceContext;

/** Attempts for tests: what matters is said, the rest is ordinary. */
public final class Starts {

    private final String url;
    private EngineKind engine = EngineKind.LLAMACPP;
    private Door door = Door.V2;
    private String endpoint = "task";
    private String body = "{}";
    private boolean alone;
    private KvHint kvHint = KvHint.REUSE;
    private @Nullable Integer maxTokens;
    private @Nullable Long seed;
    private long idleTimeoutMs = 10_000;
    private Workload workload = Workload.COMPLETION;

    private Starts(String url) {
        this.url = url;
    }

    /** A {@code /v2} task with this prompt on a llama.cpp server. */
    public static Starts prompt(String url, String prompt) {
        return task(url, "{\"model_ref\":\"m\",\"prompt\":\"" + prompt + "\"}");
    }

    /** A {@code /v2} task with this body. */
    public static Starts task(String url, String body) {
        Starts fresh = new Starts(url);
        fresh.body = body;
        return fresh;
    }

    /** A chat of the OpenAI door with this body. */
    public static Starts chat(String url, String body) {
        return task(url, body).through(Door.OPENAI, "chat");
    }

    private Starts copy() {
        Starts copy = new Starts(url);
        copy.engine = engine;
        copy.door = door;
        copy.endpoint = endpoint;
        copy.body = body;
        copy.alone = alone;
        copy.kvHint = kvHint;
        copy.maxTokens = maxTokens;
        copy.seed = seed;
        copy.idleTimeoutMs = idleTimeoutMs;
        copy.workload = workload;
        return copy;
    }

    public Starts body(String json) {
        Starts copy = copy();
        copy.body = json;
        return copy;
    }

    public Starts through(Door otherDoor, String otherEndpoint) {
        Starts copy = copy();
        copy.door = otherDoor;
        copy.endpoint = otherEndpoint;
        return copy;
    }

    public Starts engine(EngineKind other) {
        Starts copy = copy();
        copy.engine = other;
        return copy;
    }

    public Starts alone(boolean strictly) {
        Starts copy = copy();
        copy.alone = strictly;
        return copy;
    }

    public Starts kvHint(KvHint hint) {
        Starts copy = copy();
        copy.kvHint = hint;
        return copy;
    }

    public Starts maxTokens(int most) {
        Starts copy = copy();
        copy.maxTokens = most;
        return copy;
    }

    public Starts seed(long value) {
        Starts copy = copy();
        copy.seed = value;
        return copy;
    }

    public Starts idleTimeoutMs(long timeoutMs) {
        Starts copy = copy();
        copy.idleTimeoutMs = timeoutMs;
        return copy;
    }

    public Starts workload(Workload other) {
        Starts copy = copy();
        copy.workload = other;
        return copy;
    }

    public EngineKind engine() {
        return engine;
    }

    /** The effect, for the first attempt of a task. */
    public Effect.StartAttempt effect() {
        return effect("task-1", 1);
    }

    public Effect.StartAttempt effect(String taskId, int attempt) {
        TaskSpec task =
                new TaskSpec(
                        taskId,
                        null,
                        "localhost",
                        "session",
                        "correlation",
                        TraceContext.NONE,
                        door,
                        endpoint,
                        "m",
                        null,
                        workload,
                        0,
                        Priority.INTERACTIVE,
                        maxTokens,
                        null,
                        null,
                        seed,
                        alone ? Determinism.STRICT : Determinism.BEST_EFFORT,
                        kvHint,
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
                        url,
                        engine,
                        "1",
                        List.of("served", "alias"),
                        null,
                        2,
                        4_096,
                        Set.of(workload),
                        List.of("cpu"),
                        ReplicaCondition.READY,
                        Vram.UNKNOWN,
                        ReplicaOrigin.CONFIGURATION);
        return new Effect.StartAttempt(
                task, attempt, replica, alone, false, maxTokens, idleTimeoutMs);
    }
}
