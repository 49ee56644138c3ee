package org.llamaorch.core.admission;

import org.jspecify.annotations.Nullable;
import org.llamaorch.core.placement.Demand;
import org.llamaorch.core.queue.QueuedTask;

/** What the checks found. */
public sealed interface Verdict {

    /**
     * The task is let in.
     *
     * @param prediction the pool it counts against, its position and start there
     * @param onTime its chance to end by the deadline; null without one
     * @param victim the task that gives its place; null when a place was free
     */
    record LetIn(
            Demand demand,
            Prediction prediction,
            @Nullable Double onTime,
            @Nullable QueuedTask victim)
            implements Verdict {}

    /** The task is refused; nothing of it is kept. */
    record Refuse(Admission.Refused refusal) implements Verdict {}
}
