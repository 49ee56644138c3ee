package org.llamaorch.core.task;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.FinishReason;

/**
 * How an attempt on an engine ended, as dispatch saw it (contract §8). Before it reports {@link
 * Completed}, {@link Rejected}, {@link Misconfigured}, {@link TimedOut} or a {@link Faulted} after
 * the first token, dispatch has set the stream's seal: nothing is appended any more.
 */
public sealed interface AttemptEnding {

    /**
     * The engine finished.
     *
     * @param tokensOut the engine's count
     * @param prefillMs milliseconds from the request to the first token; the engine's own figure
     *     where it gives one
     * @param decodeMs milliseconds from the first token to the last
     * @param streamDigest lowercase hex SHA-256 of all text, joined
     * @param resultJson result of an embedding or rerank; null for completions
     */
    record Completed(
            FinishReason finishReason,
            long tokensIn,
            long tokensCached,
            long tokensOut,
            long prefillMs,
            long decodeMs,
            String streamDigest,
            @Nullable String resultJson)
            implements AttemptEnding {}

    /**
     * The engine says it is full (429, or 503 with Retry-After): the replica rests {@code restMs}.
     */
    record EngineFull(long restMs) implements AttemptEnding {}

    /**
     * The engine refuses the request itself (400, 422): INVALID_PARAMS with the engine's message.
     */
    record Rejected(String message) implements AttemptEnding {}

    /**
     * The engine refuses us (401, 403, 404): POOL_UNAVAILABLE; {@code status} names the
     * misconfiguration in the log.
     */
    record Misconfigured(int status, String message) implements AttemptEnding {}

    /**
     * A broken connection, a 5xx, or bytes that are not the protocol.
     *
     * @param cause a short sentence for the log and the error
     * @param httpStatus the 5xx, or 0 when the connection broke or the bytes were garbage
     * @param afterFirstToken whether a token is in the history
     * @param tokensOut tokens appended so far
     */
    record Faulted(String cause, int httpStatus, boolean afterFirstToken, long tokensOut)
            implements AttemptEnding {}

    /** The engine was silent longer than the pool's idle timeout: DECODE_TIMEOUT. */
    record TimedOut(String cause, long tokensOut) implements AttemptEnding {}

    /**
     * The attempt was closed because the scheduler said so ({@code StopAttempt}); the slot is ours
     * again.
     */
    record Stopped() implements AttemptEnding {}
}
