package org.llamaorch.orchestrator.registry;

/**
 * The bounds of polling replicas.
 *
 * @param pollEveryMs milliseconds between two polls of a replica that is as it should be
 * @param pollAgainMs milliseconds to the next poll of one that answers but cannot be used; longest
 *     wait after the first failed poll, doubled by each further one, the waits drawn at random
 * @param pollAgainMaxMs longest wait after a failed poll
 * @param failuresMax failed polls in a row after which it is not live any more
 * @param pollsAtOnce most polls at the same time
 * @param replicasMax most replicas bound by url
 * @param forgetAfterMs how long a worker that registered itself may be silent before it is unbound
 */
public record ReplicaSettings(
        long pollEveryMs,
        long pollAgainMs,
        long pollAgainMaxMs,
        int failuresMax,
        int pollsAtOnce,
        int replicasMax,
        long forgetAfterMs) {

    public ReplicaSettings {
        if (pollEveryMs < 1
                || pollAgainMs < 1
                || pollAgainMaxMs < pollAgainMs
                || failuresMax < 1
                || pollsAtOnce < 1
                || replicasMax < 1
                || forgetAfterMs < 1) {
            throw new IllegalArgumentException("a bound of polling replicas is not positive");
        }
    }

    public static ReplicaSettings defaults() {
        return new ReplicaSettings(2_000, 100, 2_000, 3, 64, 10_000, 600_000);
    }

    /** The same with another patience for workers that registered themselves. */
    public ReplicaSettings forgettingAfter(long ms) {
        return new ReplicaSettings(
                pollEveryMs,
                pollAgainMs,
                pollAgainMaxMs,
                failuresMax,
                pollsAtOnce,
                replicasMax,
                ms);
    }
}
