package org.llamaorch.core.scheduler;

import org.llamaorch.core.placement.BreakerSettings;

/** Settings for tests: what matters is said, the rest is as by default. */
final class Settings {

    private static final SchedulerSettings USUAL = SchedulerSettings.defaults();

    private long batchWaitLimitMs = USUAL.batchWaitLimitMs();
    private long queuedBytesMax = USUAL.queuedBytesMax();
    private long sessionTtlMs = USUAL.sessionTtlMs();
    private int sessionTurnsMax = USUAL.sessionTurnsMax();
    private boolean sessionTurnsRefuse = USUAL.sessionTurnsRefuse();
    private int demandsMax = USUAL.demandsMax();
    private int breakerFailures = USUAL.breaker().failures();

    Settings batchWaitLimitMs(long limitMs) {
        batchWaitLimitMs = limitMs;
        return this;
    }

    Settings queuedBytesMax(long bytes) {
        queuedBytesMax = bytes;
        return this;
    }

    Settings sessionTtlMs(long ttlMs) {
        sessionTtlMs = ttlMs;
        return this;
    }

    /** The turn after the last is refused. */
    Settings sessionTurnsRefusedAfter(int turns) {
        sessionTurnsMax = turns;
        sessionTurnsRefuse = true;
        return this;
    }

    Settings demandsMax(int demands) {
        demandsMax = demands;
        return this;
    }

    Settings breakerFailures(int failures) {
        breakerFailures = failures;
        return this;
    }

    SchedulerSettings build() {
        return new SchedulerSettings(
                batchWaitLimitMs,
                USUAL.batchEvery(),
                USUAL.unavailableAfterMs(),
                USUAL.attemptsMax(),
                queuedBytesMax,
                sessionTtlMs,
                sessionTurnsMax,
                sessionTurnsRefuse,
                USUAL.sessionsMax(),
                demandsMax,
                new BreakerSettings(
                        breakerFailures, USUAL.breaker().openMs(), USUAL.breaker().openMaxMs()),
                USUAL.rest(),
                USUAL.graceAfterRestartMs(),
                USUAL.onTimeRefuseBelow(),
                USUAL.recountEveryMs(),
                USUAL.recountsAtOnce());
    }
}
