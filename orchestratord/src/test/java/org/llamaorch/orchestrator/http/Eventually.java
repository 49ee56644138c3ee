package org.llamaorch.orchestrator.http;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a deadline. */
final class Eventually {
    private static final long DEADLINE_NANOS = 10_000_000_000L;
    private static final long POLL_NANOS = 2_000_000L;

    private Eventually() {}

    static void isTrue(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > DEADLINE_NANOS) {
                throw new AssertionError("the condition did not come true in 10 s");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
