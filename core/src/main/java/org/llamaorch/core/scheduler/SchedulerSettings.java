package org.llamaorch.core.scheduler;

/**
 * The scheduler's limits and times; every one has the contract's figure as its default.
 *
 * @param batchWaitLimitMs how long the oldest batch task waits before every k-th start is its
 * @param batchEvery k: which start goes to a batch task that waited too long
 * @param unavailableAfterMs how long a queued task waits without any feasible pool before
 *     POOL_UNAVAILABLE
 * @param attemptsMax failed attempts before the first token that end a task
 * @param queuedBytesMax bytes of all queued bodies together
 * @param sessionTtlMs idle life of a session
 * @param sessionTurnsMax finished tasks of a session before its next one starts cold
 * @param sessionTurnsRefuse whether the turn after the last is refused instead
 * @param sessionsMax most sessions kept
 * @param demandsMax most distinct demands queued at once
 * @param breakerFailures engine faults in a row that open a replica's breaker
 * @param breakerOpenMs how long it stays open the first time; doubles on a failed trial
 * @param breakerOpenMaxMs longest it stays open
 * @param graceAfterRestartMs least disconnect grace of the OpenAI door's tasks after a restart
 * @param onTimeRefuseBelow chance below which a deadline is refused
 * @param recountEveryMs how often waiting tasks are looked at for whether another pool starts them
 *     sooner
 * @param recountsAtOnce most of them looked at each time, in turn
 */
public record SchedulerSettings(
        long batchWaitLimitMs,
        int batchEvery,
        long unavailableAfterMs,
        int attemptsMax,
        long queuedBytesMax,
        long sessionTtlMs,
        int sessionTurnsMax,
        boolean sessionTurnsRefuse,
        int sessionsMax,
        int demandsMax,
        int breakerFailures,
        long breakerOpenMs,
        long breakerOpenMaxMs,
        long graceAfterRestartMs,
        double onTimeRefuseBelow,
        long recountEveryMs,
        int recountsAtOnce) {

    public static SchedulerSettings defaults() {
        return new SchedulerSettings(
                30_000, 4, 60_000, 3, 1L << 30, 600_000, 8, false, 100_000, 4096, 5, 10_000,
                300_000, 30_000, 0.05, 1_000, 64);
    }
}
