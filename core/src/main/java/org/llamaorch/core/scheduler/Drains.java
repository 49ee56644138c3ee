package org.llamaorch.core.scheduler;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.core.placement.Pool;
import org.llamaorch.core.placement.Replica;
import org.llamaorch.core.placement.SlotLease;

/**
 * Draining a pool (B-CP-020 to 024):
 *
 * <ol>
 *   <li>nothing new is placed there from now on; what waits runs elsewhere or waits
 *   <li>running work goes on until the deadline; then after its first token it ends with
 *       WORKER_RESET, before it is back in its place, and that does not count as a failure
 *   <li>another drain sets another deadline; undrain ends drain and timer
 * </ol>
 */
final class Drains {

    private final SchedulerState state;
    private final Stops stops;

    Drains(SchedulerState state, Stops stops) {
        this.state = state;
        this.stops = stops;
    }

    void drain(Event.Drain event, Turn turn) {
        if (state.fleet.pool(event.poolId()).isEmpty()) {
            turn.reply(event.replyTo(), new Effect.Answer.NoSuchPool(event.poolId()));
            return;
        }
        Long deadlineMs = event.deadlineMs();
        Long atMs = deadlineMs == null ? null : Long.valueOf(turn.nowMs() + deadlineMs);
        begin(event.poolId(), atMs); // 1
        turn.write(new Entry.PoolDraining(state.epoch, event.poolId(), atMs));
        turn.reply(event.replyTo(), new Effect.Answer.Done());
        turn.tell(new Notice.Draining(event.poolId(), deadlineMs));
        turn.queueChanged(event.poolId());
    }

    /** Marks the pool and watches the deadline, epoch milliseconds; also at a restart. */
    void begin(String poolId, @Nullable Long deadlineAtMs) {
        state.fleet.drain(poolId, deadlineAtMs);
        state.poolsChanged = true;
        if (deadlineAtMs != null) {
            state.timers.set(deadlineAtMs, new Due.DrainDeadline(poolId));
        }
    }

    void undrain(Event.Undrain event, Turn turn) {
        if (state.fleet.drains().containsKey(event.poolId())) { // 3
            state.fleet.undrain(event.poolId());
            state.poolsChanged = true;
            turn.write(new Entry.PoolUndrained(state.epoch, event.poolId()));
            turn.tell(new Notice.Undrained(event.poolId()));
            turn.queueChanged(event.poolId());
        } else if (state.fleet.pool(event.poolId()).isEmpty()) {
            turn.reply(event.replyTo(), new Effect.Answer.NoSuchPool(event.poolId()));
            return;
        }
        turn.reply(event.replyTo(), new Effect.Answer.Done());
    }

    void deadlinePassed(Due.DrainDeadline due, Turn turn) {
        Long deadlineAtMs = state.fleet.drainDeadlineAtMs(due.poolId());
        Pool pool = state.fleet.pool(due.poolId()).orElse(null);
        if (pool == null || deadlineAtMs == null || deadlineAtMs > turn.nowMs()) { // 3
            return;
        }
        List<SlotLease> leases = new ArrayList<>(); // 2
        for (Replica replica : pool.replicas()) {
            leases.addAll(replica.leases());
        }
        stops.stopAll(
                leases,
                "The pool was drained and its deadline has passed.",
                false,
                false,
                CancelReason.DRAIN,
                turn);
    }
}
