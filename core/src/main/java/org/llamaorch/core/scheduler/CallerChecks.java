package org.llamaorch.core.scheduler;

import java.util.Collection;
import java.util.Optional;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.admission.Refusals;
import org.llamaorch.core.budget.CallerLimits;
import org.llamaorch.core.placement.SlotLease;
import org.llamaorch.core.task.TaskSpec;

/**
 * Whether the caller sends more than its key allows (B-SEC-003):
 *
 * <ol>
 *   <li>its rate: the wait is the bucket's
 *   <li>its concurrency: the wait is until the first of its tasks is expected to end
 * </ol>
 */
final class CallerChecks {

    /** Of a caller's many tasks, the oldest end first. */
    private static final int LOOKED_AT_MAX = 16;

    private final SchedulerState state;

    CallerChecks(SchedulerState state) {
        this.state = state;
    }

    Optional<Admission.Refused> refuse(TaskSpec task, long nowMs) {
        CallerLimits limits = state.budgets.limits(task.caller());
        long waitMs = state.rates.take(task.caller(), nowMs); // 1
        if (waitMs > 0) {
            return Optional.of(
                    Refusals.throttled(
                            "The key may send %s tasks a second; wait and send it again."
                                    .formatted(limits.ratePerSecond()),
                            task.engine(),
                            state.backoff.after(waitMs)));
        }
        Collection<LiveTask> own = state.tasks.of(task.caller());
        if (limits.concurrency() > 0 && own.size() >= limits.concurrency()) { // 2
            return Optional.of(
                    Refusals.throttled(
                            "The key may have %d tasks at once; wait for one of them to end."
                                    .formatted(limits.concurrency()),
                            task.engine(),
                            state.backoff.after(untilOneEnds(own, nowMs))));
        }
        return Optional.empty();
    }

    private long untilOneEnds(Collection<LiveTask> own, long nowMs) {
        double soonestMs = Double.MAX_VALUE;
        int looked = 0;
        for (LiveTask each : own) {
            if (looked++ == LOOKED_AT_MAX) {
                break;
            }
            SlotLease lease = each.lease;
            double restMs =
                    lease == null
                            ? each.place.service().meanMs()
                            : state.forecast.remainingMs(lease.service(), nowMs - each.startedAtMs);
            soonestMs = Math.min(soonestMs, restMs);
        }
        return Math.max(1, Math.round(soonestMs));
    }
}
