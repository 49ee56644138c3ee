package org.llamaorch.core.scheduler;

import org.llamaorch.core.placement.Demand;
import org.llamaorch.core.placement.ReplicaId;

/** What a timer is for. */
sealed interface Due {

    /** The task's deadline passed. */
    record Deadline(String taskId) implements Due {}

    /** The attempt ran as long as its pool allows. */
    record WallTimeout(String taskId, int attempt) implements Due {}

    /** The task's last listener has been gone for the grace. */
    record Disconnected(String taskId) implements Due {}

    /** No pool has served the demand for the limit. */
    record NoPool(Demand demand) implements Due {}

    /** The draining pool's running work has had its time. */
    record DrainDeadline(String poolId) implements Due {}

    /** The replica's breaker lets a trial through. */
    record BreakerTrial(ReplicaId replica) implements Due {}

    /** The replica asked to be left alone until now. */
    record RestOver(ReplicaId replica) implements Due {}

    /** An attempt whose replica is gone, or that a stop ended, was not told to be over. */
    record AttemptOverdue(String taskId, int attempt) implements Due {}

    /** Running work has had the shutdown's grace. */
    record StopGrace() implements Due {}

    /** Waiting tasks are looked at for whether another pool starts them sooner. */
    record Recount() implements Due {}

    /** What the forecast learned is written. */
    record SaveForecast() implements Due {}
}
