package org.llamaorch.core.placement;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.llamaorch.core.forecast.ServiceTime;

/**
 * Who holds which slot. A lease has one owner, its attempt, from the start until that attempt
 * really is over; no slot is leased twice. Confined to the scheduler's thread.
 */
public final class Leases {

    private record Owner(String taskId, int attempt) {}

    private final Fleet fleet;
    private final Map<Owner, SlotLease> held = new HashMap<>();
    private final Map<String, Map<String, Integer>> running = new HashMap<>();

    public Leases(Fleet fleet) {
        this.fleet = fleet;
    }

    /**
     * Gives a free slot of the replica to the attempt.
     *
     * @param alone whether nothing else may start there meanwhile; the replica must be empty
     * @throws IllegalStateException when no slot is free, or the attempt holds one already
     */
    public SlotLease take(
            Replica replica,
            String caller,
            String taskId,
            int attempt,
            boolean alone,
            long nowMs,
            ServiceTime service) {
        Owner owner = new Owner(taskId, attempt);
        if (held.containsKey(owner)) {
            throw new IllegalStateException("attempt holds a slot already: " + owner);
        }
        if (!replica.hasFreeSlot() || (alone && replica.busySlots() > 0)) {
            throw new IllegalStateException("no slot is free for " + owner + " on " + replica.id());
        }
        SlotLease lease = new SlotLease(replica, caller, taskId, attempt, alone, nowMs, service);
        fleet.change(replica, () -> replica.hold(lease));
        held.put(owner, lease);
        running.computeIfAbsent(replica.id().pool(), _ -> new HashMap<>())
                .merge(caller, 1, Integer::sum);
        return lease;
    }

    /** Takes the slot back from an attempt that is over; empty when it holds none. */
    public Optional<SlotLease> giveBack(String taskId, int attempt) {
        SlotLease lease = held.remove(new Owner(taskId, attempt));
        if (lease == null) {
            return Optional.empty();
        }
        Replica replica = lease.replica();
        Map<String, Integer> callers = running.get(replica.id().pool());
        if (callers != null) {
            callers.computeIfPresent(lease.caller(), (_, n) -> n == 1 ? null : n - 1);
        }
        fleet.change(replica, () -> replica.letGo(lease));
        fleet.forgetIfOver(replica);
        return Optional.of(lease);
    }

    public Collection<SlotLease> held() {
        return Collections.unmodifiableCollection(held.values());
    }

    /** The callers whose attempts hold slots in the pool. */
    public Set<String> callers(String poolId) {
        return Collections.unmodifiableSet(running.getOrDefault(poolId, Map.of()).keySet());
    }

    /** Keeps the replica free for a strict task: nothing new starts there. */
    public void reserve(Replica replica, String taskId) {
        if (replica.reservedFor != null) {
            throw new IllegalStateException("reserved twice: " + replica.id());
        }
        fleet.change(replica, () -> replica.reservedFor = taskId);
    }

    public void unreserve(Replica replica) {
        fleet.change(replica, () -> replica.reservedFor = null);
    }
}
