package org.llamaorch.orchestrator.operation;

/**
 * How long ended operations are kept.
 *
 * @param keepMs milliseconds
 * @param keepMax most of them
 */
public record OperationSettings(long keepMs, int keepMax) {

    public OperationSettings {
        if (keepMs < 1 || keepMax < 1) {
            throw new IllegalArgumentException("ended operations are kept for a while");
        }
    }

    public static OperationSettings defaults() {
        return new OperationSettings(86_400_000, 1_000);
    }
}
