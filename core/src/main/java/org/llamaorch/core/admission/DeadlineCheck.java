package org.llamaorch.core.admission;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.llamaorch.core.placement.Demand;
import org.llamaorch.core.placement.Pool;
import org.llamaorch.core.task.TaskSpec;

/**
 * Whether the deadline can be met (B-DL-001):
 *
 * <ol>
 *   <li>one that is past already cannot
 *   <li>a pool that is cold or not measured leaves it open
 *   <li>so does a pool where the chance is not too small
 *   <li>otherwise it cannot; the same again may help if an idle pool could make it
 * </ol>
 */
final class DeadlineCheck {

    private final Supplier<AdmissionLimits> limits;
    private final StartPrediction prediction;

    DeadlineCheck(Supplier<AdmissionLimits> limits, StartPrediction prediction) {
        this.limits = limits;
        this.prediction = prediction;
    }

    Optional<Admission.Refused> refuse(TaskSpec task, Demand demand, List<Pool> open, long nowMs) {
        Long deadlineMs = task.deadlineMs();
        if (deadlineMs == null) {
            return Optional.empty();
        }
        if (deadlineMs <= 0) { // 1
            return Optional.of(
                    Refusals.tooLate("deadline_ms counts from now and is above 0.", null, false));
        }
        boolean idleCouldMake = false;
        for (Pool pool : open) {
            Prediction told = prediction.ofNewcomer(task, demand, pool, nowMs);
            if (!told.service().measured()
                    || !pool.ready() // 2
                    || prediction.onTime(told, deadlineMs)
                            >= limits.get().onTimeRefuseBelow()) { // 3
                return Optional.empty();
            }
            idleCouldMake |=
                    prediction.idlePoolCouldMake(
                            told.service(), deadlineMs, limits.get().onTimeRefuseBelow());
        }
        return Optional.of( // 4
                Refusals.tooLate(
                        idleCouldMake
                                ? "The queue is too long for this deadline; send it again later or"
                                        + " give it more time."
                                : "Tasks like this one take longer than this deadline; give it more"
                                        + " time.",
                        open.getFirst(),
                        idleCouldMake));
    }
}
