package org.llamaorch.core.admission;

import java.util.Optional;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.core.placement.Demand;
import org.llamaorch.core.placement.Fleet;
import org.llamaorch.core.task.TaskSpec;

/**
 * Whether the context surely does not hold what is asked (ORCH-3014):
 *
 * <ol>
 *   <li>a replica or a loading pool whose context is not known leaves everything open
 *   <li>{@code ctx} over the largest context served is wrong
 *   <li>{@code max_tokens} alone over the context is wrong
 *   <li>anything else stays open: a prompt's bytes only bound its tokens from above
 * </ol>
 */
final class ContextCheck {

    private final Fleet fleet;

    ContextCheck(Fleet fleet) {
        this.fleet = fleet;
    }

    Optional<Admission.Refused> refuse(TaskSpec task, Demand demand) {
        Integer largest = fleet.targets(demand).largestCtx(); // 1
        if (largest != null && task.ctx() > largest) { // 2
            return wrong("The largest context served for this model is " + largest + ".", "/ctx");
        }
        Integer ctx = task.ctx() > 0 ? Integer.valueOf(task.ctx()) : largest;
        Integer maxTokens = task.maxTokens();
        if (ctx != null && maxTokens != null && maxTokens > ctx) { // 3
            return wrong("max_tokens does not fit in a context of " + ctx + ".", "/max_tokens");
        }
        return Optional.empty(); // 4
    }

    private static Optional<Admission.Refused> wrong(String message, String field) {
        return Optional.of(Refusals.wrong(ErrorCode.INVALID_PARAMS, message, field));
    }
}
