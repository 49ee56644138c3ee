package org.llamaorch.bdd.target;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.llamaorch.bdd.assertion.CountedAssertions;

/** Waits for a condition with a deadline; never for a fixed time. */
public final class Waiting {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private Waiting() {}

    /**
     * The value of {@code look} once there is one; an assertion error naming {@code what} after
     * {@code limit}.
     */
    public static <T> T until(String what, Duration limit, Supplier<Optional<T>> look) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                CountedAssertions.made();
                return found.get();
            }
            if (System.nanoTime() >= deadline) {
                throw new AssertionError("waited " + limit.toMillis() + " ms in vain for " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    public static void untilTrue(String what, Duration limit, BooleanSupplier condition) {
        until(what, limit, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }
}
