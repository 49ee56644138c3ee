package org.llamaorch.contracts;

import org.jspecify.annotations.Nullable;

/**
 * The last numbered frame of a stream: exactly one {@code end} or {@code error} (contract §3,
 * OC-CTRL-2020).
 */
public sealed interface Terminal {

    /** How the task ended. */
    Outcome outcome();

    /** Tokens that were decoded: the engine's count, or those delivered where it told none. */
    long tokensOut();

    /**
     * The task completed.
     *
     * @param tokensOut the engine's count of decoded tokens
     * @param decodeTimeMs milliseconds from the first token to the last
     * @param tokensIn tokens of the prompt
     * @param tokensCached how many of them came from the engine's prompt cache
     * @param streamDigest lowercase hex SHA-256 of all {@code t}, joined
     * @param resultJson JSON of an embedding or rerank result; null for completions
     */
    record End(
            long tokensOut,
            long decodeTimeMs,
            long tokensIn,
            long tokensCached,
            FinishReason finishReason,
            @Nullable String modelDigest,
            @Nullable String engineVersion,
            String streamDigest,
            @Nullable String resultJson)
            implements Terminal {
        @Override
        public Outcome outcome() {
            return Outcome.COMPLETED;
        }

        /** The same, as it is remembered once its stream has the result. */
        public End withoutResult() {
            return new End(
                    tokensOut,
                    decodeTimeMs,
                    tokensIn,
                    tokensCached,
                    finishReason,
                    modelDigest,
                    engineVersion,
                    streamDigest,
                    null);
        }
    }

    /**
     * The task ended otherwise; {@code code} says why and {@code message} what to do about it.
     *
     * @param retryAfterMs how long to wait before sending it again under a new id; null when no use
     * @param tokensOut tokens that the task's history holds; not part of the frame
     */
    record Failure(
            Outcome outcome,
            ErrorCode code,
            String message,
            @Nullable EngineKind engine,
            @Nullable String poolId,
            boolean retriable,
            @Nullable Long retryAfterMs,
            @Nullable String hint,
            long tokensOut)
            implements Terminal {

        /** One before any token. */
        public Failure(
                Outcome outcome,
                ErrorCode code,
                String message,
                @Nullable EngineKind engine,
                @Nullable String poolId,
                boolean retriable,
                @Nullable Long retryAfterMs,
                @Nullable String hint) {
            this(outcome, code, message, engine, poolId, retriable, retryAfterMs, hint, 0);
        }

        /** The same after so many tokens. */
        public Failure after(long tokens) {
            return new Failure(
                    outcome, code, message, engine, poolId, retriable, retryAfterMs, hint, tokens);
        }
    }
}
