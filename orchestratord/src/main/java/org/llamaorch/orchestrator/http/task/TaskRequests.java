package org.llamaorch.orchestrator.http.task;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Determinism;
import org.llamaorch.contracts.Door;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.KvHint;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.task.JsonBody;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.orchestrator.http.json.CanonicalJson;
import org.llamaorch.orchestrator.http.json.InvalidMember;
import org.llamaorch.orchestrator.http.json.Members;
import org.llamaorch.orchestrator.http.json.StrictJson;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a TaskRequest (contract §2): everything that is wrong in itself is refused here with the
 * pointer to it, everything that is absent gets its default, unknown members are ignored.
 * Immutable; safe from any thread; takes time in proportion to the body.
 */
public final class TaskRequests {
    private static final long SEED_MAX = 4_294_967_294L;
    private static final int VERSION_LENGTH_MAX = 128;
    private static final int OUTPUT_MODE_LENGTH_MAX = 64;

    private final StrictJson json;
    private final PromptSource prompts;

    public TaskRequests(StrictJson json, Messages messages) {
        this.json = json;
        this.prompts = new PromptSource(messages);
    }

    /**
     * The task that {@code body} asks for.
     *
     * @param body is kept; must not change afterwards
     * @throws InvalidMember when it is no TaskRequest
     */
    public TaskSpec read(byte[] body, TaskOrigin origin) {
        ObjectNode object = json.object(body);
        String digest = CanonicalJson.sha256(body);
        Members request = new Members(object, "");
        String modelRef = ModelRefs.read(request, "model_ref");
        String taskId = Ids.read(request, "task_id");
        String sessionId = Ids.read(request, "session_id");
        Workload workload = orElse(request.oneOf("workload", Workload.class), Workload.COMPLETION);
        EngineKind engine = request.oneOf("engine", EngineKind.class);
        Long ctx = request.integer("ctx", 0, Integer.MAX_VALUE);
        Priority priority = orElse(request.oneOf("priority", Priority.class), Priority.INTERACTIVE);
        Long maxTokens = request.integer("max_tokens", 1, Integer.MAX_VALUE);
        Long deadlineMs = Deadlines.read(request, "deadline_ms");
        Long seed = request.integer("seed", 0, SEED_MAX);
        Determinism determinism =
                orElse(request.oneOf("determinism", Determinism.class), Determinism.BEST_EFFORT);
        request.text("sampler_profile_version", VERSION_LENGTH_MAX);
        Long expectedTokens = request.integer("expected_tokens", 0, Integer.MAX_VALUE);
        KvHint kvHint = orElse(request.oneOf("kv_hint", KvHint.class), KvHint.REUSE);
        request.text("output_mode", OUTPUT_MODE_LENGTH_MAX);
        SamplingMembers.check(request);
        Boolean cancelOnDisconnect = request.flag("cancel_on_disconnect");
        Long graceMs = request.integer("disconnect_grace_ms", 0, Deadlines.MAX_MS);
        return new TaskSpec(
                taskId == null ? Ids.made() : taskId,
                taskId == null ? origin.idempotencyKey() : null,
                origin.caller().name(),
                sessionId == null ? Ids.made() : sessionId,
                origin.correlationId(),
                origin.trace(),
                Door.V2,
                "task",
                modelRef,
                engine,
                workload,
                ctx == null ? 0 : ctx.intValue(),
                origin.caller().within(priority),
                maxTokens == null ? null : maxTokens.intValue(),
                deadlineMs,
                expectedTokens == null ? null : expectedTokens.intValue(),
                seed,
                determinism,
                kvHint,
                1,
                prompts.tokensBound(request, workload, body.length),
                orElse(cancelOnDisconnect, false),
                graceMs == null ? 0 : graceMs,
                PlacementMembers.read(request),
                origin.trustedOnly(),
                digest,
                JsonBody.of(body));
    }

    private static <T> T orElse(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
