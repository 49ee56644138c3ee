package org.llamaorch.core.placement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A replica as placement sees it: what is known of it and who holds its slots. Changed by {@link
 * Fleet} alone, which keeps its place among the free ones. Confined to the scheduler's thread.
 */
public final class Replica {

    private static final int VRAM_STEPS = 20;

    private final ReplicaId id;
    private final List<SlotLease> leases = new ArrayList<>();
    ReplicaStatus status;
    CircuitBreaker breaker;
    boolean bound = true;
    boolean draining;
    boolean held;
    boolean otherVersion;
    long restingUntilMs;
    @Nullable String reservedFor;
    @Nullable ReplicaGroup group;

    /** Whether it stands among its group's free ones. */
    boolean amongFree;

    /** Its share of busy slots when it was last put among the free ones. */
    double busyShare;

    Replica(ReplicaStatus status, CircuitBreaker breaker) {
        this.id = status.id();
        this.status = status;
        this.breaker = breaker;
    }

    public ReplicaId id() {
        return id;
    }

    public ReplicaStatus status() {
        return status;
    }

    /** Who holds its slots now. */
    public List<SlotLease> leases() {
        return Collections.unmodifiableList(leases);
    }

    public int busySlots() {
        return leases.size();
    }

    public String breakerState() {
        return breakerOpen() ? CircuitBreaker.State.OPEN.word() : breaker.state().word();
    }

    /** Epoch milliseconds until which it asked to be left alone; 0 when it did not. */
    public long restingUntilMs() {
        return restingUntilMs;
    }

    /** When the attempts' breaker lets a trial through, epoch milliseconds; 0 unless it is open. */
    public long breakerOpenUntilMs() {
        return breaker.openUntilMs();
    }

    /** Whether its breaker is open: that of attempts, or that of its supervision's restarts. */
    public boolean breakerOpen() {
        return status.breakerOpen() || breaker.state() == CircuitBreaker.State.OPEN;
    }

    /** Engine faults since its last good answer. */
    public int faultsInRow() {
        return breaker.faultsInRow();
    }

    /** Whether it is bound; one that is not is kept while attempts hold slots of it. */
    public boolean bound() {
        return bound;
    }

    /** The strict task it is kept free for; null when it is not. */
    public @Nullable String reservedFor() {
        return reservedFor;
    }

    /** Whether its pool holds to another engine version than its own (ORCH-3046). */
    public boolean otherVersion() {
        return otherVersion;
    }

    /** Whether work may be given to it at all, were a slot free. */
    public boolean inService() {
        return bound
                && status.live()
                && status.ready()
                && status.slots() > 0
                && !draining
                && !held
                && !otherVersion
                && restingUntilMs == 0
                && !breakerOpen();
    }

    /** Whether an attempt may start on it now. */
    boolean hasFreeSlot() {
        return inService()
                && reservedFor == null
                && leases.size() < status.slots()
                && breaker.allows(leases.size())
                && !decodesAlone();
    }

    boolean decodesAlone() {
        return !leases.isEmpty() && leases.getFirst().alone();
    }

    /** Free memory in steps of 5 % of the device; -1 while unknown. */
    int vramStep() {
        if (status.vramTotalBytes() <= 0) {
            return -1;
        }
        double free = (double) status.vramFreeBytes() / status.vramTotalBytes();
        return Math.clamp((long) (free * VRAM_STEPS), 0, VRAM_STEPS);
    }

    void hold(SlotLease lease) {
        leases.add(lease);
    }

    void letGo(SlotLease lease) {
        if (!leases.remove(lease)) {
            throw new IllegalStateException("a lease is given back that was not held: " + lease);
        }
    }
}
