package org.llamaorch.core.scheduler;

import org.llamaorch.core.placement.BreakerSettings;
import org.llamaorch.core.placement.RestSettings;

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
 * @param breaker when a replica's breaker opens and for how long
 * @param rest how long a replica is left alone after a fault, or when it is full
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
        BreakerSettings breaker,
        RestSettings rest,
        long graceAfterRestartMs,
        double onTimeRefuseBelow,
        long recountEveryMs,
        int recountsAtOnce) {

    public static SchedulerSettings defaults() {
        return new SchedulerSettings(
                30_000,
                4,
                60_000,
                3,
                1L << 30,
                600_000,
                8,
                false,
                100_000,
                4096,
                new BreakerSettings(5, 10_000, 300_000),
                new RestSettings(100, 2_000, 600_000),
                30_000,
                0.05,
                1_000,
                64);
    }
}
