package org.llamaorch.orchestrator.http;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many records of one kind are written: a minute's worth at once, then as fast as they come
 * back. Guarded by its lock.
 */
final class RecordRate {
    private static final double MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final int perMinute;
    private final LongSupplier nanos;
    private double left;
    private long atNanos;
    private long leftOut;

    /**
     * @param nanos a clock as {@link System#nanoTime}
     */
    RecordRate(int perMinute, LongSupplier nanos) {
        this.perMinute = perMinute;
        this.nanos = nanos;
        this.left = perMinute;
        this.atNanos = nanos.getAsLong();
    }

    /** How many were left out since the last record; empty when this one has to be, too. */
    synchronized OptionalLong take() {
        long now = nanos.getAsLong();
        left = Math.min(perMinute, left + (now - atNanos) * perMinute / MINUTE_NANOS);
        atNanos = now;
        if (left < 1) {
            leftOut++;
            return OptionalLong.empty();
        }
        left--;
        long before = leftOut;
        leftOut = 0;
        return OptionalLong.of(before);
    }
}
