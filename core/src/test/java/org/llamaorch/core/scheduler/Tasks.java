package org.llamaorch.core.scheduler;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Determinism;
import org.llamaorch.contracts.Door;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.KvHint;
import org.llamaorch.contracts.PlacementMode;
import org.llamaorch.contracts.PlacementRequest;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.task.JsonBody;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.core.task.TraceContext;

/** Builds task specs for tests: a plain interactive completion, but for what is said otherwise. */
public final class Tasks {

    private final String id;
    private @Nullable String key;
    private String caller = "alice";
    private String session;
    private Door door = Door.V2;
    private String model = "llama";
    private @Nullable EngineKind engine;
    private Workload workload = Workload.COMPLETION;
    private int ctx;
    private Priority priority = Priority.INTERACTIVE;
    private @Nullable Integer maxTokens;
    private @Nullable Long deadlineMs;
    private Determinism determinism = Determinism.BEST_EFFORT;
    private KvHint kvHint = KvHint.REUSE;
    private boolean cancelOnDisconnect;
    private long graceMs;
    private PlacementRequest placement = PlacementRequest.AUTO;
    private boolean trustedOnly;
    private String body = "{\"prompt\":\"hi\"}";

    private Tasks(String id) {
        this.id = id;
        this.session = "session-of-" + id;
    }

    public static Tasks task(String id) {
        return new Tasks(id);
    }

    Tasks key(String value) {
        key = value;
        return this;
    }

    public Tasks by(String value) {
        caller = value;
        return this;
    }

    Tasks session(String value) {
        session = value;
        return this;
    }

    Tasks door(Door value) {
        door = value;
        return this;
    }

    Tasks model(String value) {
        model = value;
        return this;
    }

    Tasks engine(EngineKind value) {
        engine = value;
        return this;
    }

    Tasks workload(Workload value) {
        workload = value;
        return this;
    }

    Tasks ctx(int value) {
        ctx = value;
        return this;
    }

    public Tasks batch() {
        priority = Priority.BATCH;
        return this;
    }

    Tasks maxTokens(int value) {
        maxTokens = value;
        return this;
    }

    Tasks deadlineMs(long value) {
        deadlineMs = value;
        return this;
    }

    Tasks strict() {
        determinism = Determinism.STRICT;
        return this;
    }

    Tasks cold() {
        kvHint = KvHint.COLD;
        return this;
    }

    Tasks cancelOnDisconnect(long grace) {
        cancelOnDisconnect = true;
        graceMs = grace;
        return this;
    }

    Tasks pin(@Nullable String poolId) {
        placement =
                new PlacementRequest(PlacementMode.PIN, poolId, List.of(), List.of(), null, true);
        return this;
    }

    Tasks prefer(boolean fallback, String... pools) {
        placement =
                new PlacementRequest(
                        PlacementMode.PREFER, null, List.of(pools), List.of(), null, fallback);
        return this;
    }

    Tasks avoid(String... pools) {
        placement =
                new PlacementRequest(
                        PlacementMode.AUTO, null, List.of(), List.of(pools), null, true);
        return this;
    }

    Tasks mask(String mask) {
        placement =
                new PlacementRequest(PlacementMode.AUTO, null, List.of(), List.of(), mask, true);
        return this;
    }

    Tasks trustedOnly() {
        trustedOnly = true;
        return this;
    }

    Tasks body(String value) {
        body = value;
        return this;
    }

    public TaskSpec spec() {
        byte[] utf8 = body.getBytes(StandardCharsets.UTF_8);
        return new TaskSpec(
                id,
                key,
                caller,
                session,
                "correlation-" + id,
                TraceContext.NONE,
                door,
                "task",
                model,
                engine,
                workload,
                ctx,
                priority,
                maxTokens,
                deadlineMs,
                null,
                null,
                determinism,
                kvHint,
                1,
                2,
                cancelOnDisconnect,
                graceMs,
                placement,
                trustedOnly,
                "digest-of-" + body,
                JsonBody.of(utf8));
    }
}
