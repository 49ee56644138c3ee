package org.llamaorch.core.scheduler;

import java.util.ArrayList;
import java.util.List;
import org.llamaorch.core.placement.Replica;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;

/** The state that a restart must bring back, in canonical words. */
record Snapshot(
        List<String> tasks,
        List<String> sessions,
        List<String> budgets,
        List<String> drains,
        List<String> replicas) {

    static Snapshot of(SchedulerState state) {
        List<String> tasks = new ArrayList<>();
        for (LiveTask task : state.tasks.byAge()) {
            ReplicaId replica =
                    task.lease == null ? task.restoredReplica : task.lease.replica().id();
            tasks.add(
                    task.id()
                            + " order "
                            + task.place.order()
                            + " at "
                            + task.place.admittedAtMs()
                            + " attempt "
                            + task.attempt
                            + " failures "
                            + task.failures
                            + " on "
                            + replica
                            + " told "
                            + task.told
                            + " demand "
                            + task.place.demand()
                            + " reserved "
                            + task.reservation);
        }
        List<String> replicas = new ArrayList<>();
        for (Replica replica : state.fleet.replicas()) {
            if (replica.bound()) {
                ReplicaStatus status = replica.status();
                replicas.add(
                        status.id()
                                + " "
                                + status.url()
                                + " "
                                + status.models()
                                + " "
                                + status.slots());
            }
        }
        return new Snapshot(
                tasks,
                state.sessions.all().stream().map(Object::toString).sorted().toList(),
                List.copyOf(state.budgets.lines()),
                state.fleet.drains().entrySet().stream().map(Object::toString).toList(),
                replicas.stream().sorted().toList());
    }
}
