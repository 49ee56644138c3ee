package org.llamaorch.core.admission;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.core.placement.Demand;
import org.llamaorch.core.placement.Fleet;
import org.llamaorch.core.placement.Pool;
import org.llamaorch.core.session.SessionBook;
import org.llamaorch.core.task.TaskSpec;

/**
 * Whether a new task is let in, by the checks in the contract's order (§4, OC-CTRL-2010); what
 * needs HTTP was checked before, and so were a repeated id and the caller's rate and concurrency:
 *
 * <ol>
 *   <li>model: known, and served by somebody ({@link ModelCheck})
 *   <li>trust, where it is demanded ({@link TrustCheck})
 *   <li>context, by bounds ({@link ContextCheck})
 *   <li>budget: the session's turns, then the rest of the session's and the caller's ({@link
 *       BudgetCheck})
 *   <li>placement: pin, wishes, and a pool that is not draining or broken ({@link PlacementCheck})
 *   <li>deadline ({@link DeadlineCheck})
 *   <li>capacity: bytes, demands, places ({@link CapacityCheck})
 * </ol>
 *
 * The first check that objects decides. Confined to the scheduler's thread.
 */
public final class AdmissionChecks {

    private final Supplier<AdmissionLimits> limits;
    private final SessionBook sessions;
    private final ModelCheck model;
    private final TrustCheck trust;
    private final ContextCheck context;
    private final BudgetCheck budget;
    private final PlacementCheck placement;
    private final DeadlineCheck deadline;
    private final CapacityCheck capacity;

    public AdmissionChecks(
            Supplier<AdmissionLimits> limits,
            Fleet fleet,
            SessionBook sessions,
            BudgetCheck budget,
            StartPrediction prediction,
            CapacityCheck capacity,
            Backoff backoff) {
        this.limits = limits;
        this.sessions = sessions;
        BehindDemand behind = new BehindDemand(fleet);
        this.model = new ModelCheck(fleet, behind, backoff);
        this.trust = new TrustCheck(behind);
        this.context = new ContextCheck(fleet);
        this.budget = budget;
        this.placement = new PlacementCheck(fleet, backoff);
        this.deadline = new DeadlineCheck(limits, prediction);
        this.capacity = capacity;
    }

    public Verdict check(TaskSpec task, long nowMs) {
        Demand demand = Demand.of(task);
        Optional<Admission.Refused> refusal =
                model.refuse(task, demand, nowMs) // 1
                        .or(() -> trust.refuse(task, demand)) // 2
                        .or(() -> context.refuse(task, demand)) // 3
                        .or(() -> refuseTurn(task)) // 4
                        .or(() -> budget.refuse(task, demand, nowMs))
                        .or(() -> placement.refuse(task, demand, nowMs)); // 5
        if (refusal.isPresent()) {
            return new Verdict.Refuse(refusal.get());
        }
        List<Pool> open = placement.openPools(demand);
        Optional<Admission.Refused> late = deadline.refuse(task, demand, open, nowMs); // 6
        if (late.isPresent()) {
            return new Verdict.Refuse(late.get());
        }
        return capacity.find(task, demand, open, nowMs); // 7
    }

    private Optional<Admission.Refused> refuseTurn(TaskSpec task) {
        if (!limits.get().sessionTurnsRefuse()
                || !sessions.turnsUsedUp(task.caller(), task.sessionId())) {
            return Optional.empty();
        }
        return Optional.of(
                Refusals.wrong(
                        ErrorCode.BUDGET_EXHAUSTED,
                        "The session has had all its turns; begin another one.",
                        "/session_id"));
    }
}
