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
public record Starts(
        String url,
        EngineKind engine,
        Door door,
        String endpoint,
        String body,
        boolean alone,
        KvHint kvHint,
        @Nullable Integer maxTokens,
        @Nullable Long seed,
        int choices,
        long idleTimeoutMs,
        Workload workload) {

    /** A {@code /v2} task with this prompt on a llama.cpp server. */
    public static Starts prompt(String url, String prompt) {
        return new Starts(
                url,
                EngineKind.LLAMACPP,
                Door.V2,
                "task",
                "{\"model_ref\":\"m\",\"prompt\":\"" + prompt + "\"}",
                false,
                KvHint.REUSE,
                null,
                null,
                1,
                10_000,
                Workload.COMPLETION);
    }

    /** A {@code /v2} task with this body. */
    public static Starts task(String url, String body) {
        return prompt(url, "").body(body);
    }

    /** A chat of the OpenAI door with this body. */
    public static Starts chat(String url, String body) {
        return prompt(url, "").body(body).through(Door.OPENAI, "chat");
    }

    public Starts body(String json) {
        return new Starts(
                url,
                engine,
                door,
                endpoint,
                json,
                alone,
                kvHint,
                maxTokens,
                seed,
                choices,
                idleTimeoutMs,
                workload);
    }

    public Starts through(Door otherDoor, String otherEndpoint) {
        return new Starts(
                url,
                engine,
                otherDoor,
                otherEndpoint,
                body,
                alone,
                kvHint,
                maxTokens,
                seed,
                choices,
                idleTimeoutMs,
                workload);
    }

    public Starts engine(EngineKind other) {
        return new Starts(
                url,
                other,
                door,
                endpoint,
                body,
                alone,
                kvHint,
                maxTokens,
                seed,
                choices,
                idleTimeoutMs,
                workload);
    }

    public Starts alone(boolean strictly) {
        return new Starts(
                url,
                engine,
                door,
                endpoint,
                body,
                strictly,
                kvHint,
                maxTokens,
                seed,
                choices,
                idleTimeoutMs,
                workload);
    }

    public Starts kvHint(KvHint hint) {
        return new Starts(
                url,
                engine,
                door,
                endpoint,
                body,
                alone,
                hint,
                maxTokens,
                seed,
                choices,
                idleTimeoutMs,
                workload);
    }

    public Starts maxTokens(int most) {
        return new Starts(
                url,
                engine,
                door,
                endpoint,
                body,
                alone,
                kvHint,
                most,
                seed,
                choices,
                idleTimeoutMs,
                workload);
    }

    public Starts seed(long value) {
        return new Starts(
                url,
                engine,
                door,
                endpoint,
                body,
                alone,
                kvHint,
                maxTokens,
                value,
                choices,
                idleTimeoutMs,
                workload);
    }

    public Starts idleTimeoutMs(long timeoutMs) {
        return new Starts(
                url, engine, door, endpoint, body, alone, kvHint, maxTokens, seed, choices,
                timeoutMs, workload);
    }

    public Starts workload(Workload other) {
        return new Starts(
                url,
                engine,
                door,
                endpoint,
                body,
                alone,
                kvHint,
                maxTokens,
                seed,
                choices,
                idleTimeoutMs,
                other);
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
                        choices,
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
