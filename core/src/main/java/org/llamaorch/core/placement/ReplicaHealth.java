package org.llamaorch.core.placement;

import java.util.function.Consumer;

/**
 * What attempts tell of their replica's health: its breaker, and the rest that a full engine asks
 * for (B-SCH-012). Confined to the scheduler's thread.
 */
public final class ReplicaHealth {

    private final Fleet fleet;

    public ReplicaHealth(Fleet fleet) {
        this.fleet = fleet;
    }

    /** An engine fault. Says whether the breaker's state changed. */
    public boolean fault(Replica replica, long nowMs) {
        return changed(replica, breaker -> breaker.fault(nowMs));
    }

    /** The engine answered as it should. Says whether the breaker's state changed. */
    public boolean success(Replica replica) {
        return changed(replica, CircuitBreaker::success);
    }

    /** A counted fault was the task's. Says whether the breaker's state changed. */
    public boolean forgive(Replica replica) {
        return changed(replica, CircuitBreaker::forgive);
    }

    /** The breaker's time may be over. Says whether its state changed. */
    public boolean trial(Replica replica, long nowMs) {
        return changed(replica, breaker -> breaker.trial(nowMs));
    }

    /** Nothing starts there until {@code untilMs}, epoch milliseconds; never shortens a rest. */
    public void rest(Replica replica, long untilMs) {
        fleet.change(
                replica, () -> replica.restingUntilMs = Math.max(replica.restingUntilMs, untilMs));
    }

    /** Ends the rest when its time has come. */
    public void rested(Replica replica, long nowMs) {
        if (replica.restingUntilMs <= nowMs) {
            fleet.change(replica, () -> replica.restingUntilMs = 0);
        }
    }

    private boolean changed(Replica replica, Consumer<CircuitBreaker> told) {
        CircuitBreaker.State before = replica.breaker.state();
        fleet.change(replica, () -> told.accept(replica.breaker));
        return replica.breaker.state() != before;
    }
}
