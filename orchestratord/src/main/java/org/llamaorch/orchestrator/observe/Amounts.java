package org.llamaorch.orchestrator.observe;

import java.util.Locale;

/** Amounts as people say them. */
final class Amounts {

    private static final long SECONDS_FROM_MS = 1_000;
    private static final long WHOLE_SECONDS_FROM_MS = 10_000;
    private static final long MINUTES_FROM_MS = 120_000;

    private Amounts() {}

    /** {@code 230 ms}, {@code 1.4 s}, {@code 25 s}, {@code 3 min}. */
    static String time(long ms) {
        if (ms < SECONDS_FROM_MS) {
            return Math.max(0, ms) + " ms";
        }
        if (ms < WHOLE_SECONDS_FROM_MS) {
            return String.format(Locale.ROOT, "%.1f s", ms / 1000.0);
        }
        return ms < MINUTES_FROM_MS ? Math.round(ms / 1000.0) + " s" : ms / 60_000 + " min";
    }

    /** {@code no tasks}, {@code 1 task}, {@code 5 tasks}. */
    static String count(long number, String noun) {
        return (number == 0 ? "no" : Long.toString(number)) + " " + noun + (number == 1 ? "" : "s");
    }
}
