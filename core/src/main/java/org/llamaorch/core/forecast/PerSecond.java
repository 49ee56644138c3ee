package org.llamaorch.core.forecast;

/** Amounts of the last minute, second by second. Confined to its owner's thread. */
final class PerSecond {

    private static final int SECONDS = 64;

    private final double[] amounts = new double[SECONDS];
    private final long[] seconds = new long[SECONDS];

    /** Adds to the second of {@code atMs}; what is older than a minute is dropped later. */
    void add(long atMs, double amount) {
        long second = Math.floorDiv(atMs, 1000L);
        int place = Math.floorMod(second, SECONDS);
        if (seconds[place] > second) {
            return;
        }
        if (seconds[place] < second) {
            seconds[place] = second;
            amounts[place] = 0;
        }
        amounts[place] += amount;
    }

    /** What was added to that second, counted from the epoch. */
    double in(long second) {
        int place = Math.floorMod(second, SECONDS);
        return seconds[place] == second ? amounts[place] : 0;
    }
}
