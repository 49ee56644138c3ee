package org.llamaorch.poolmanager.supervise;

import java.util.ArrayDeque;
import java.util.function.DoubleSupplier;
import org.llamaorch.poolmanager.process.ExitReport.Fault;

/**
 * When a crashed engine is started again: a doubling wait, and a breaker over it. Confined to its
 * state machine.
 */
final class RestartPolicy {

    /**
     * The next step after a crash.
     *
     * @param atMs when to start again
     * @param breakerOpen whether the breaker holds it back; the start is then a trial
     */
    record Restart(long atMs, boolean breakerOpen) {}

    private final SupervisionTimes times;
    private final DoubleSupplier random;
    private final ArrayDeque<Long> restarts = new ArrayDeque<>();
    private int crashesInARow;
    private int opensInARow;
    private boolean trial;

    /**
     * A policy that has seen no crash.
     *
     * @param random from 0 inclusive to 1 exclusive
     */
    RestartPolicy(SupervisionTimes times, DoubleSupplier random) {
        this.times = times;
        this.random = random;
    }

    Restart afterCrash(Fault fault, long nowMs) {
        while (!restarts.isEmpty()
                && restarts.getFirst() <= nowMs - times.breakerWindow().toMillis()) {
            restarts.removeFirst();
        }
        if (trial || restarts.size() >= times.breakerRestarts()) {
            long openMs =
                    doubled(
                            times.breakerOpen().toMillis(),
                            opensInARow,
                            times.longestOpen().toMillis());
            opensInARow++;
            trial = true;
            restarts.clear();
            return new Restart(nowMs + openMs, true);
        }
        long waitMs =
                doubled(
                        times.firstBackoff().toMillis(),
                        crashesInARow,
                        times.longestBackoff().toMillis());
        crashesInARow++;
        double factor = 1 + times.jitter() * (2 * random.getAsDouble() - 1);
        long jittered = Math.round(waitMs * factor) * (fault.ofCuda() ? times.cudaFactor() : 1);
        long at = nowMs + jittered;
        restarts.addLast(at);
        return new Restart(at, false);
    }

    /** It has been healthy long enough: the next crash is the first again. */
    void healthy() {
        crashesInARow = 0;
        opensInARow = 0;
        trial = false;
        restarts.clear();
    }

    private static long doubled(long first, int times, long longest) {
        return times >= 32 ? longest : Math.min(longest, first << times);
    }
}
