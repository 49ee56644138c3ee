package org.llamaorch.core.scheduler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.llamaorch.contracts.Priority;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.placement.Demand;
import org.llamaorch.core.placement.Pool;
import org.llamaorch.core.placement.Replica;
import org.llamaorch.core.placement.SlotLease;
import org.llamaorch.core.queue.QueuedTask;

/** What must be true of the scheduler after every event. */
final class Invariants {

    private Invariants() {}

    static void check(Scheduler scheduler, FoldedJournal committed, long nowMs) {
        SchedulerState state = scheduler.state();
        Set<String> queued = queued(state);
        everyTaskIsInOnePlace(state, queued);
        leasesHaveOneOwner(state);
        countersAreExact(state, queued);
        poolsCountTheirReplicas(state);
        journalKnowsWhatLives(state, committed);
        budgetsAreExact(state);
        if (!state.stopping && !state.recovering) {
            nothingWaitsForASlotThatIsFree(state);
        }
        require(scheduler.nextTickAtMs() > nowMs, "a timer that is due was left");
    }

    /** A started task overtakes no older one of its caller, class and demand. */
    static void ordered(SchedulerState state, Effect.StartAttempt start) {
        LiveTask task = state.tasks.find(start.task().taskId());
        if (task == null) {
            return;
        }
        for (QueuedTask waiting : state.queue.waiting(task.place.demand())) {
            boolean overtaken =
                    waiting.caller().equals(task.place.caller())
                            && waiting.priority() == task.place.priority()
                            && waiting.order() < task.place.order();
            LiveTask older = state.tasks.find(waiting.taskId());
            require(
                    !overtaken || older == null || older.attempt > 0,
                    "overtook an older one of its caller: ",
                    task.id());
        }
    }

    private static Set<String> queued(SchedulerState state) {
        Set<String> queued = new HashSet<>();
        for (Demand demand : state.queue.demands()) {
            List<QueuedTask> waiting = state.queue.waiting(demand);
            require(!waiting.isEmpty(), "a demand without tasks: ", demand);
            for (QueuedTask task : waiting) {
                require(queued.add(task.taskId()), "queued twice: ", task);
            }
        }
        return queued;
    }

    private static void everyTaskIsInOnePlace(SchedulerState state, Set<String> queued) {
        for (LiveTask task : state.tasks.byAge()) {
            int places = queued.contains(task.id()) ? 1 : 0;
            places += task.reserved == null ? 0 : 1;
            places += task.lease == null ? 0 : 1;
            require(places == 1, task.id(), " is in ", places, " places");
            if (task.reserved != null) {
                require(
                        task.id().equals(task.reserved.reservedFor()),
                        "a reservation that the replica does not know: ",
                        task.id());
            }
        }
        for (String id : queued) {
            require(state.tasks.find(id) != null, "queued and not living: ", id);
        }
    }

    private static void leasesHaveOneOwner(SchedulerState state) {
        int onReplicas = 0;
        for (Replica replica : state.fleet.replicas()) {
            onReplicas += replica.busySlots();
            Set<String> owners = new HashSet<>();
            for (SlotLease lease : replica.leases()) {
                require(owners.add(lease.taskId() + lease.attempt()), "leased twice: ", lease);
                require(!lease.alone() || replica.busySlots() == 1, "not alone: ", lease);
            }
        }
        require(
                onReplicas == state.leases.held().size(),
                onReplicas,
                " slots busy, leases ",
                state.leases.held().size());
        for (LiveTask task : state.tasks.byAge()) {
            SlotLease lease = task.lease;
            if (lease != null) {
                require(
                        state.leases.held().contains(lease)
                                && lease.taskId().equals(task.id())
                                && lease.attempt() == task.attempt,
                        "a lease that is not held: ",
                        lease);
            }
        }
    }

    private static void countersAreExact(SchedulerState state, Set<String> queued) {
        int waiting = 0;
        long bytes = 0;
        List<String> pools = new ArrayList<>();
        for (LiveTask task : state.tasks.byAge()) {
            if (task.lease == null) {
                waiting++;
                bytes += task.spec().body().sizeBytes();
                String pool = task.place.countedPool();
                pools.add(task.spec().priority() + "@" + pool);
            }
        }
        require(state.places.queued() == waiting, "queued: ", state.places.queued());
        require(state.places.queuedBytes() == bytes, "bytes: ", state.places.queuedBytes());
        require(queued.size() <= waiting, "more queued than waiting");
        for (Pool pool : state.fleet.pools()) {
            for (Priority priority : Priority.values()) {
                int counted = state.places.queued(pool.id(), priority);
                long real =
                        pools.stream()
                                .filter(each -> each.equals(priority + "@" + pool.id()))
                                .count();
                require(counted == real, pool.id(), " counts ", counted, ", has ", real);
            }
        }
    }

    private static void poolsCountTheirReplicas(SchedulerState state) {
        for (Pool pool : state.fleet.pools()) {
            int slots = 0;
            int busy = 0;
            for (Replica replica : pool.replicas()) {
                require(
                        !pool.draining() || !replica.inService(),
                        "in service while its pool drains: ",
                        replica.id());
                if (replica.inService()) {
                    slots += replica.status().slots();
                    busy += replica.busySlots();
                }
            }
            require(pool.slotsInService() == slots, pool.id(), " counts its slots wrong");
            require(pool.busyInService() == busy, pool.id(), " counts its busy slots wrong");
        }
    }

    private static void journalKnowsWhatLives(SchedulerState state, FoldedJournal committed) {
        Set<String> living = new HashSet<>();
        for (LiveTask task : state.tasks.byAge()) {
            living.add(task.id());
            Entry.TaskMoved last = committed.lastMove(task.id());
            boolean runs = task.lease != null || task.restoredReplica != null;
            require(
                    runs == (last != null && last.replica() != null),
                    "the journal has it elsewhere: ",
                    task.id(),
                    " ",
                    String.valueOf(last));
        }
        require(living.equals(committed.live()), "the journal has other tasks");
    }

    /** What is reserved is what living tasks reserved, of the period that is counted. */
    private static void budgetsAreExact(SchedulerState state) {
        Map<String, Spending> ofCallers = new TreeMap<>();
        for (LiveTask task : state.tasks.byAge()) {
            if (task.reservation.counts()) {
                String account =
                        task.spec().caller() + " since " + task.reservation.periodStartMs();
                ofCallers.merge(account, task.reservation.most(), Spending::plus);
            }
        }
        for (String line : state.budgets.lines()) {
            String account = line.substring(0, line.indexOf(" used "));
            String reserved = line.substring(line.indexOf(" reserved ") + " reserved ".length());
            Spending real = ofCallers.getOrDefault(account, Spending.NONE);
            require(real.toString().equals(reserved), line, ", its tasks have ", real);
        }
    }

    private static void nothingWaitsForASlotThatIsFree(SchedulerState state) {
        for (Demand demand : state.queue.demands()) {
            require(
                    demand.alone() || !state.fleet.targets(demand).hasFreeSlot(),
                    "a slot is free for ",
                    demand);
        }
    }

    private static void require(boolean right, Object... what) {
        if (!right) {
            throw new AssertionError(
                    Arrays.stream(what).map(String::valueOf).collect(Collectors.joining()));
        }
    }
}
