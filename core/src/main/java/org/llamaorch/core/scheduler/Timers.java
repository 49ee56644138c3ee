package org.llamaorch.core.scheduler;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is due when, in order of time and then of setting. Confined to the scheduler's thread. */
final class Timers {

    /** One timer, to cancel it by. */
    record Timer(long atMs, long number, Due due) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(atMs, other.atMs);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final TreeSet<Timer> timers = new TreeSet<>();
    private long set;

    Timer set(long atMs, Due due) {
        Timer timer = new Timer(atMs, ++set, due);
        timers.add(timer);
        return timer;
    }

    void cancel(@Nullable Timer timer) {
        if (timer != null) {
            timers.remove(timer);
        }
    }

    /** Takes out the next that is due by {@code nowMs}; null when none is. */
    @Nullable Due poll(long nowMs) {
        if (timers.isEmpty() || timers.first().atMs() > nowMs) {
            return null;
        }
        Timer first = timers.first();
        timers.remove(first);
        return first.due();
    }

    /** When the next one is due, epoch milliseconds; {@code Long.MAX_VALUE} for never. */
    long nextAtMs() {
        return timers.isEmpty() ? Long.MAX_VALUE : timers.first().atMs();
    }
}
