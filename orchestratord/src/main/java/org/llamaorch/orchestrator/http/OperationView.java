package org.llamaorch.orchestrator.http;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A long call as it stands ({@code GET /v2/operations/{id}}).
 *
 * @param kind reload or purge
 * @param step what it does now, in a word; done once it is over
 * @param startedMs epoch milliseconds
 * @param endedMs epoch milliseconds; 0 while it runs
 * @param result what it brought; null unless it succeeded
 * @param error why it failed; null unless it did
 */
public record OperationView(
        String id,
        String kind,
        String poolId,
        State state,
        String step,
        long startedMs,
        long endedMs,
        @Nullable ObjectNode result,
        @Nullable Failure error) {

    /** Where it is. */
    public enum State {
        RUNNING("running"),
        SUCCEEDED("succeeded"),
        FAILED("failed");

        private final String word;

        State(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** Why it failed, in the words of the error envelope. */
    public record Failure(ErrorCode code, String message) {}
}
