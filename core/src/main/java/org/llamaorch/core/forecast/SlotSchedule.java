package org.llamaorch.core.forecast;

import java.util.Arrays;
import java.util.List;

/**
 * When the next slot is free for the task behind a queue.
 *
 * <ol>
 *   <li>More free slots than tasks ahead: now.
 *   <li>Few slots and a short queue: played through {@link #SCENARIOS} times, each slot's time of
 *       becoming free kept in a heap. The earliest of several slots is earlier than the earliest of
 *       their means, which only playing it through shows.
 *   <li>Many slots and a short queue: the running tasks race, each ending at its own rate.
 *   <li>A long queue: the work ahead over the slots, less what the other slots are still busy with
 *       when the task starts.
 * </ol>
 *
 * Cost: O(ahead log slots) within {@link #AHEAD_MOST} and {@link #SLOTS_MOST}, O(ahead + slots)
 * beyond.
 */
final class SlotSchedule {

    private static final int SCENARIOS = 16;
    private static final int AHEAD_MOST = 32;
    private static final int SLOTS_MOST = 64;

    private static final int RELATIVE_STEPS = 40;
    private static final double RELATIVE_STEP = 0.05;

    /** Quantiles of log-normals with mean 1, by relative deviation. */
    private static final double[][] QUANTILES = quantiles();

    private final int slots;
    private final double[] running;
    private final List<ServiceTime> ahead;
    private final int free;
    private final double relativeSd;
    private final double aheadMs;

    /**
     * @param relativeSd deviation over mean of service times in general
     */
    SlotSchedule(
            int slots,
            List<Double> runningRemainingMs,
            List<ServiceTime> ahead,
            int freeSlots,
            double relativeSd) {
        this.slots = Math.max(1, slots);
        this.free = Math.clamp(freeSlots, 0, this.slots);
        this.running = rest(runningRemainingMs, this.slots - free);
        this.ahead = ahead;
        this.relativeSd = relativeSd;
        double sum = 0;
        for (ServiceTime service : ahead) {
            sum += service.meanMs();
        }
        this.aheadMs = sum;
    }

    StartTime start() {
        if (ahead.size() < free) {
            return new StartTime(0, 0);
        }
        if (ahead.size() <= AHEAD_MOST && slots <= SLOTS_MOST) {
            return played();
        }
        if (ahead.size() < slots) {
            return raced();
        }
        return spread();
    }

    private StartTime played() {
        double sum = 0;
        double squares = 0;
        double[] heap = new double[slots];
        double typicalMs = ahead.isEmpty() ? longest() : aheadMs / ahead.size();
        for (int scenario = 0; scenario < SCENARIOS; scenario++) {
            Arrays.fill(heap, 0, free, 0);
            for (int i = 0; i < running.length; i++) {
                heap[free + i] =
                        running[i] * sample(relativeSd(running[i], typicalMs), i, scenario);
            }
            Arrays.sort(heap);
            for (int i = 0; i < ahead.size(); i++) {
                ServiceTime service = ahead.get(i);
                double relative = service.sdMs() / Math.max(1, service.meanMs());
                occupy(heap, service.meanMs() * sample(relative, i + SLOTS_MOST, scenario));
            }
            sum += heap[0];
            squares += heap[0] * heap[0];
        }
        double mean = sum / SCENARIOS;
        double variance = Math.max(0, squares / SCENARIOS - mean * mean);
        return new StartTime(Math.round(mean), Math.sqrt(variance));
    }

    private StartTime raced() {
        double endsPerMs = 0;
        for (double rest : running) {
            endsPerMs += 1 / Math.max(1, rest);
        }
        int needed = ahead.size() + 1 - free;
        return new StartTime(Math.round(needed / endsPerMs), Math.sqrt(needed) / endsPerMs);
    }

    private StartTime spread() {
        double work = aheadMs;
        double variance = 0;
        for (ServiceTime service : ahead) {
            variance += service.sdMs() * service.sdMs();
        }
        double typicalMs = aheadMs / ahead.size();
        for (double rest : running) {
            work += rest;
            double sd = rest * relativeSd(rest, typicalMs);
            variance += sd * sd;
        }
        double othersMs = (slots - 1) * typicalMs * (1 + relativeSd * relativeSd) / 2;
        double mean = Math.max(0, work - othersMs) / slots;
        return new StartTime(Math.round(mean), Math.sqrt(variance) / slots);
    }

    /**
     * Deviation over mean of what is left of a running task: as unsure, in milliseconds, as a whole
     * one, but never more than it is long.
     */
    private double relativeSd(double restMs, double typicalMs) {
        return Math.max(relativeSd, Math.min(1, relativeSd * typicalMs / Math.max(1, restMs)));
    }

    private double longest() {
        double longest = 0;
        for (double rest : running) {
            longest = Math.max(longest, rest);
        }
        return longest;
    }

    /** Puts work on the slot that is free first; keeps {@code heap} ordered as a heap. */
    private static void occupy(double[] heap, double workMs) {
        double value = heap[0] + workMs;
        int place = 0;
        while (true) {
            int child = 2 * place + 1;
            if (child >= heap.length) {
                break;
            }
            if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= value) {
                break;
            }
            heap[place] = heap[child];
            place = child;
        }
        heap[place] = value;
    }

    /** What runs on {@code busy} slots; those nothing is known of take as long as the longest. */
    private static double[] rest(List<Double> known, int busy) {
        double[] rest = new double[busy];
        double longest = 0;
        for (int i = 0; i < Math.min(busy, known.size()); i++) {
            rest[i] = Math.max(0, known.get(i));
            longest = Math.max(longest, rest[i]);
        }
        for (int i = known.size(); i < busy; i++) {
            rest[i] = longest;
        }
        return rest;
    }

    /** Each task meets each quantile in exactly one scenario, in an order of its own. */
    private static double sample(double relative, int task, int scenario) {
        long mixed = (task + 1) * 0x9E3779B97F4A7C15L;
        mixed ^= mixed >>> 31;
        mixed *= 0xBF58476D1CE4E5B9L;
        int factor = (int) (mixed >>> 40) | 1;
        int shift = (int) (mixed >>> 48);
        int flip = (int) (mixed >>> 56);
        int quantile = (scenario * factor + shift ^ flip) & (SCENARIOS - 1);
        int step = (int) Math.min(RELATIVE_STEPS, Math.round(relative / RELATIVE_STEP));
        return QUANTILES[step][quantile];
    }

    private static double[][] quantiles() {
        double[][] all = new double[RELATIVE_STEPS + 1][SCENARIOS];
        for (int step = 0; step <= RELATIVE_STEPS; step++) {
            double relative = step * RELATIVE_STEP;
            double sd = Math.sqrt(Math.log1p(relative * relative));
            double sum = 0;
            for (int i = 0; i < SCENARIOS; i++) {
                all[step][i] = Math.exp(sd * Normal.quantile((i + 0.5) / SCENARIOS));
                sum += all[step][i];
            }
            for (int i = 0; i < SCENARIOS; i++) {
                all[step][i] *= SCENARIOS / sum;
            }
        }
        return all;
    }
}
