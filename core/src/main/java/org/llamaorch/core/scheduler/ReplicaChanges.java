package org.llamaorch.core.scheduler;

import java.util.List;
import org.llamaorch.core.placement.Replica;
import org.llamaorch.core.placement.ReplicaStatus;

/**
 * Replicas come, change and go:
 *
 * <ol>
 *   <li>a binding, and what it is bound to, is journalled; health and memory are not
 *   <li>one that came into service or died is told
 *   <li>the attempts of one that is gone are over: told, or back in their place; that counts
 * </ol>
 */
final class ReplicaChanges {

    private final SchedulerState state;
    private final Stops stops;

    ReplicaChanges(SchedulerState state, Stops stops) {
        this.state = state;
        this.stops = stops;
    }

    void changed(Event.ReplicaChanged event, Turn turn) {
        ReplicaStatus status = event.status();
        Replica known = state.fleet.replica(status.id()).orElse(null);
        ReplicaStatus before = known == null ? null : known.status();
        boolean bound = state.fleet.bind(status);
        if (bound
                || before == null
                || !before.unreported(null).equals(status.unreported(null))) { // 1
            turn.write(new Entry.ReplicaBound(state.epoch, status));
        }
        boolean wasReady = !bound && before != null && before.live() && before.ready();
        boolean isReady = status.live() && status.ready();
        if (bound || (isReady && !wasReady)) { // 2
            turn.tell(new Notice.ReplicaBound(status));
        } else if (wasReady && !status.live()) {
            String error = status.lastError();
            turn.tell(
                    new Notice.ReplicaLost(
                            status.id(), error == null ? "it does not answer" : error));
        }
        if (wasReady != isReady || bound) {
            state.poolsChanged = true;
            turn.queueChanged(status.id().pool());
        }
    }

    /** The answer waits for the entry, like that of everything that is promised. */
    void registered(Event.ReplicaRegistered event, Turn turn) {
        changed(new Event.ReplicaChanged(event.status()), turn);
        turn.reply(event.replyTo(), new Effect.Answer.Done());
    }

    void gone(Event.ReplicaGone event, Turn turn) {
        Replica replica = state.fleet.replica(event.id()).orElse(null);
        if (replica == null || !replica.bound()) {
            return;
        }
        turn.write(new Entry.ReplicaUnbound(state.epoch, event.id()));
        turn.tell(new Notice.ReplicaLost(event.id(), event.cause()));
        turn.queueChanged(event.id().pool());
        stops.stopAll( // 3
                List.copyOf(replica.leases()), event.cause(), true, true, null, turn);
        state.fleet.unbind(replica);
        state.poolsChanged = true;
    }
}
