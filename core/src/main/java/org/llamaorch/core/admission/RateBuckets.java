package org.llamaorch.core.admission;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.llamaorch.core.budget.CallerLimits;

/**
 * How fast each caller sends new tasks: a bucket that fills at its rate up to its burst, and gives
 * one for each task (ORCH-3006). Full after a restart. Confined to the scheduler's thread.
 */
public final class RateBuckets {

    /** Less than a task that rounding may cost over a long time. */
    private static final double ROUNDING = 1e-9;

    private static final class Bucket {
        double perMs;
        double size;
        double tasks;
        long atMs = Long.MIN_VALUE;
    }

    private final Map<String, Bucket> buckets = new HashMap<>();

    /** The limits of all callers that have some; what a bucket holds stays in it. */
    public void configure(List<CallerLimits> limits) {
        Map<String, Bucket> before = Map.copyOf(buckets);
        buckets.clear();
        for (CallerLimits each : limits) {
            if (each.ratePerSecond() > 0) {
                Bucket bucket = before.getOrDefault(each.caller(), new Bucket());
                bucket.perMs = each.ratePerSecond() / 1_000;
                bucket.size = each.burst();
                bucket.tasks = Math.min(bucket.tasks, bucket.size);
                buckets.put(each.caller(), bucket);
            }
        }
    }

    /** Takes one for a task of the caller: 0, or how many milliseconds until there is one. */
    public long take(String caller, long nowMs) {
        Bucket bucket = buckets.get(caller);
        if (bucket == null) {
            return 0;
        }
        if (bucket.atMs == Long.MIN_VALUE) {
            bucket.tasks = bucket.size;
        } else {
            bucket.tasks =
                    Math.min(bucket.size, bucket.tasks + (nowMs - bucket.atMs) * bucket.perMs);
        }
        bucket.atMs = nowMs;
        if (bucket.tasks >= 1 - ROUNDING) {
            bucket.tasks -= 1;
            return 0;
        }
        return Math.max(1, (long) Math.ceil((1 - bucket.tasks) / bucket.perMs));
    }
}
