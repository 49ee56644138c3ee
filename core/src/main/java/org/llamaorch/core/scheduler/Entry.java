package org.llamaorch.core.scheduler;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.budget.Reservation;
import org.llamaorch.core.budget.Usage;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.session.Session;
import org.llamaorch.core.task.TaskSpec;

/**
 * A change of state as the journal keeps it. Each entry carries the whole new value of what it
 * names, so that applying one twice does no harm; the journal folds them into rows, and {@link
 * Scheduler#restore} takes the rows back as entries. {@code epoch} counts the daemon's lives.
 */
public sealed interface Entry {

    /**
     * A task was let in. {@code order} is its place among all admissions; {@code atMs} epoch
     * milliseconds; {@code reserved} what it may use of its caller's budget, as long as it lives.
     */
    record TaskAdmitted(
            long epoch,
            TaskSpec task,
            long order,
            long atMs,
            Admission.Admitted told,
            Reservation reserved)
            implements Entry {}

    /**
     * A live task's changing part: where it is on its way.
     *
     * @param attempt attempts begun so far
     * @param failures attempts that count towards REPLICA_EXHAUSTED
     * @param replica where it runs; null while queued
     * @param startedAtMs when its current attempt began; 0 while queued
     */
    record TaskMoved(
            long epoch,
            String taskId,
            int attempt,
            int failures,
            @Nullable ReplicaId replica,
            long startedAtMs)
            implements Entry {}

    /** The end: settles the task, removes its prompt, keeps its id for 24 h. */
    record TaskEnded(
            long epoch,
            String taskId,
            Terminal terminal,
            int attempts,
            @Nullable ReplicaId replica,
            long startedAtMs,
            long firstTokenAtMs,
            long endedAtMs)
            implements Entry {}

    /** What a caller's ended tasks have used of its budget; written with the end that used it. */
    record BudgetSaved(long epoch, Usage usage) implements Entry {}

    record SessionSaved(long epoch, Session session) implements Entry {}

    record SessionRemoved(long epoch, String caller, String sessionId) implements Entry {}

    /** A drain: {@code deadlineAtMs} epoch milliseconds, null for none. Survives a restart. */
    record PoolDraining(long epoch, String poolId, @Nullable Long deadlineAtMs) implements Entry {}

    record PoolUndrained(long epoch, String poolId) implements Entry {}

    /**
     * The pool serves another model than the configuration names; holds as long as that one stands
     * there. Survives a restart.
     */
    record PoolReloaded(long epoch, String poolId, @Nullable String configured, String served)
            implements Entry {}

    /** The pool serves what the configuration says. */
    record PoolAsConfigured(long epoch, String poolId) implements Entry {}

    record ReplicaBound(long epoch, ReplicaStatus status) implements Entry {}

    record ReplicaUnbound(long epoch, ReplicaId id) implements Entry {}

    /**
     * What the forecast has learned, in its own compact JSON-free text form (see {@code
     * Forecast#save}).
     */
    record ForecastLearned(long epoch, String state) implements Entry {}
}
