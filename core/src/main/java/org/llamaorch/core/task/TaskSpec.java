package org.llamaorch.core.task;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Determinism;
import org.llamaorch.contracts.Door;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.KvHint;
import org.llamaorch.contracts.PlacementRequest;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.Workload;

/**
 * What a caller asked for, checked in itself and with every default filled in. Immutable; kept in
 * the journal from admission to the terminal.
 *
 * @param taskId the caller's id or one of ours; unique over all callers
 * @param idempotencyKey the caller's key when the id is ours; named per caller; null without one
 * @param caller the key's name, which rotation keeps; {@code localhost} at home
 * @param sessionId named per caller
 * @param correlationId the correlation id of the request that brought it
 * @param trace where it belongs in the traces of its caller
 * @param door the API it came through
 * @param endpoint which operation of the door: {@code task}, {@code chat}, {@code completion},
 *     {@code embedding}, {@code rerank}
 * @param modelRef the model as the caller named it
 * @param engine the protocol asked for; null for whichever serves the model
 * @param ctx tokens of context asked for; 0 for the model's own
 * @param maxTokens most tokens to decode; null for what the context leaves
 * @param deadlineMs milliseconds from admission; null for none
 * @param expectedTokens the caller's guess of the output length; null without one
 * @param seed 0 to 4294967294; null for the engine's choice
 * @param choices how many completions are asked for ({@code n}); at least 1
 * @param promptTokensBound most tokens the prompt can have: its UTF-8 bytes
 * @param disconnectGraceMs how long the last listener may be gone before the task is cancelled
 * @param trustedOnly whether only a model with signature and SBOM will do
 * @param bodyDigest lowercase hex SHA-256 of the canonical JSON of the body
 * @param body the JSON body as sent; the engine's request is built from it. Never logged
 */
public record TaskSpec(
        String taskId,
        @Nullable String idempotencyKey,
        String caller,
        String sessionId,
        String correlationId,
        TraceContext trace,
        Door door,
        String endpoint,
        String modelRef,
        @Nullable EngineKind engine,
        Workload workload,
        int ctx,
        Priority priority,
        @Nullable Integer maxTokens,
        @Nullable Long deadlineMs,
        @Nullable Integer expectedTokens,
        @Nullable Long seed,
        Determinism determinism,
        KvHint kvHint,
        int choices,
        long promptTokensBound,
        boolean cancelOnDisconnect,
        long disconnectGraceMs,
        PlacementRequest placement,
        boolean trustedOnly,
        String bodyDigest,
        JsonBody body) {

    public TaskSpec {
        if (ctx < 0 || choices < 1 || promptTokensBound < 0 || disconnectGraceMs < 0) {
            throw new IllegalArgumentException(
                    "a task spec with a negative ctx, bound or grace, or no choice");
        }
    }

    /** The same, with nothing taken from the engine's prompt cache. */
    public TaskSpec cold() {
        return new TaskSpec(
                taskId,
                idempotencyKey,
                caller,
                sessionId,
                correlationId,
                trace,
                door,
                endpoint,
                modelRef,
                engine,
                workload,
                ctx,
                priority,
                maxTokens,
                deadlineMs,
                expectedTokens,
                seed,
                determinism,
                KvHint.COLD,
                choices,
                promptTokensBound,
                cancelOnDisconnect,
                disconnectGraceMs,
                placement,
                trustedOnly,
                bodyDigest,
                body);
    }
}
