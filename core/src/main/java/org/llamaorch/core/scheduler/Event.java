package org.llamaorch.core.scheduler;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.core.budget.CallerLimits;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.model.CatalogModel;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.task.AttemptEnding;
import org.llamaorch.core.task.TaskSpec;

/**
 * Everything that can happen to the scheduler. {@code replyTo} is a ticket of the core loop: the
 * scheduler answers it with {@link Effect.Reply} once, possibly in a later turn; 0 means nobody
 * waits.
 */
public sealed interface Event {

    /** A task, checked in itself. */
    record Submit(TaskSpec task, long replyTo) implements Event {}

    /** Cancel a task; unknown and ended ids are answered too (B-DP-205). */
    record Cancel(String taskId, CancelReason reason, long replyTo) implements Event {}

    /** How many listeners a task's stream has now (B-DL-005). */
    record Listeners(String taskId, int count) implements Event {}

    record DeleteSession(String caller, String sessionId, long replyTo) implements Event {}

    /**
     * Nothing new is placed on the pool; running work gets {@code deadlineMs} from now, null for as
     * long as it takes.
     */
    record Drain(String poolId, @Nullable Long deadlineMs, long replyTo) implements Event {}

    record Undrain(String poolId, long replyTo) implements Event {}

    /** The attempt's first token is in the history. */
    record FirstToken(String taskId, int attempt) implements Event {}

    record AttemptEnded(String taskId, int attempt, AttemptEnding ending) implements Event {}

    /** A replica was bound or what is known of it changed. */
    record ReplicaChanged(ReplicaStatus status) implements Event {}

    /** A replica was unbound: its attempts are over, the cause says why. */
    record ReplicaGone(ReplicaId id, String cause) implements Event {}

    /**
     * A worker names itself: bound like any replica, and the answer is sent once that is written
     * (B-CP-057).
     */
    record ReplicaRegistered(ReplicaStatus status, long replyTo) implements Event {}

    /** Another engine is in the place of the one bound there; what runs on that goes on. */
    record ReplicaReplaced(ReplicaStatus status) implements Event {}

    /** Nothing starts on the pool any more; answered once nothing runs there. */
    record Hold(String poolId, long replyTo) implements Event {}

    /** Ends a hold. */
    record Release(String poolId, long replyTo) implements Event {}

    /**
     * The pool serves another model from now on, on these engines, which have decoded; ends a hold.
     */
    record Reloaded(String poolId, String model, List<ReplicaStatus> replicas, long replyTo)
            implements Event {}

    /** Answered once nothing runs any more on engines that were replaced in the pool. */
    record AwaitReplaced(String poolId, long replyTo) implements Event {}

    /** What still has to happen before a pool can serve; empty when nothing has to (B-DP-022). */
    record PoolPreparing(String poolId, List<PreparationStep> steps) implements Event {}

    /**
     * The pools of the configuration, all of them.
     *
     * @param usual limits of pools that only a replica names
     */
    record PoolsConfigured(List<PoolSpec> pools, PoolSpec usual) implements Event {

        /** With the limits that are usual where nothing is configured. */
        public PoolsConfigured(List<PoolSpec> pools) {
            this(pools, PoolSpec.usual());
        }
    }

    /**
     * What every caller may do: the limits of those that have some, and the bound of the others'
     * sessions. They are kept elsewhere; told at the start, and anew.
     */
    record CallersConfigured(List<CallerLimits> limits, Spending sessionOfOthers) implements Event {
        public CallersConfigured {
            limits = List.copyOf(limits);
        }
    }

    /**
     * Other limits and times, told while tasks live: they hold for what is decided from now on.
     * Those of breakers hold for replicas that are bound from now on.
     */
    record SettingsChanged(SchedulerSettings settings) implements Event {}

    /** What the catalog holds, all of it. It is kept elsewhere; told at the start, and anew. */
    record CatalogListed(List<CatalogModel> models, long replyTo) implements Event {
        public CatalogListed {
            models = List.copyOf(models);
        }
    }

    /** The time that {@link Scheduler#nextTickAtMs} named has come. */
    record Tick() implements Event {}

    /** Disk full under journal or history began or ended. */
    record StorageFull(boolean full) implements Event {}

    /** The daemon was told to stop; running work gets {@code graceMs}. */
    record Stop(long graceMs) implements Event {}

    /**
     * First event after {@link Scheduler#restore}: what the histories hold.
     *
     * @param withTokens ids of the tasks whose history holds a token
     * @param rebooted whether the machine was restarted since: histories of started tasks may then
     *     be incomplete
     */
    record Restarted(Set<String> withTokens, boolean rebooted) implements Event {}
}
