package org.llamaorch.core.scheduler;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.placement.Pool;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.Replica;
import org.llamaorch.core.placement.ReplicaStatus;

/**
 * Another model in a pool (B-CP-030 to 035). Who loads it is not the scheduler's matter; that no
 * task sees neither or both is:
 *
 * <ol>
 *   <li>a hold lets nothing start on the pool, while its queue goes on taking tasks; it is answered
 *       once nothing runs there; a release ends it
 *   <li>the change is one event: the pool's model and its replicas change between two starts; what
 *       runs on the old engines goes on there
 *   <li>what waits for the old model runs elsewhere, or ends like any task that no pool serves
 *   <li>the change is journalled and holds until the configuration names another model
 * </ol>
 *
 * Confined to the scheduler's thread.
 */
final class Reloads {

    /** Who waits until nothing runs on the pool, or on what was replaced there. */
    private record Waiting(String poolId, boolean onReplacedAlone, long replyTo) {}

    private final SchedulerState state;
    private final List<Waiting> waiting = new ArrayList<>();

    Reloads(SchedulerState state) {
        this.state = state;
    }

    void hold(Event.Hold event, Turn turn) { // 1
        if (unknown(event.poolId(), event.replyTo(), turn)) {
            return;
        }
        state.fleet.hold(event.poolId(), true);
        waiting.add(new Waiting(event.poolId(), false, event.replyTo()));
        turn.queueChanged(event.poolId());
    }

    void release(Event.Release event, Turn turn) { // 1
        if (unknown(event.poolId(), event.replyTo(), turn)) {
            return;
        }
        state.fleet.hold(event.poolId(), false);
        turn.reply(event.replyTo(), new Effect.Answer.Done());
        turn.queueChanged(event.poolId());
    }

    void reloaded(Event.Reloaded event, Turn turn) {
        Pool pool = state.fleet.pool(event.poolId()).orElse(null);
        if (pool == null) {
            turn.reply(event.replyTo(), new Effect.Answer.NoSuchPool(event.poolId()));
            return;
        }
        String before = pool.spec().model();
        remember(event.poolId(), before, event.model(), turn); // 4
        state.fleet.serves(event.poolId(), event.model()); // 2
        for (ReplicaStatus status : event.replicas()) {
            replace(status, turn);
        }
        state.fleet.hold(event.poolId(), false);
        turn.reply(event.replyTo(), new Effect.Answer.Done());
        turn.tell(new Notice.Reloaded(event.poolId(), before, event.model()));
        turn.queueChanged(event.poolId());
    }

    /** Another engine takes the place of the one bound there; what runs on that goes on. */
    void replace(ReplicaStatus status, Turn turn) {
        state.fleet.replace(status);
        state.sessions.leave(status.id());
        state.poolsChanged = true;
        turn.write(new Entry.ReplicaBound(state.epoch, status));
        turn.queueChanged(status.id().pool());
    }

    void awaitReplaced(Event.AwaitReplaced event) {
        waiting.add(new Waiting(event.poolId(), true, event.replyTo()));
    }

    /** Answers those who waited for attempts that are over now. */
    void answerWhenIdle(Turn turn) {
        waiting.removeIf(each -> {
            boolean over = idle(each);
            if (over) {
                turn.reply(each.replyTo(), new Effect.Answer.Done());
            }
            return over;
        });
    }

    /** Takes a change of model back from the journal. */
    void restore(Entry.PoolReloaded reloaded) {
        state.reloaded.put(reloaded.poolId(), reloaded);
    }

    /** The configuration's pools with the models that they really serve. */
    List<PoolSpec> served(List<PoolSpec> configured, Turn turn) { // 4
        List<PoolSpec> served = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (PoolSpec spec : configured) {
            ids.add(spec.id());
            Entry.PoolReloaded reloaded = state.reloaded.get(spec.id());
            if (reloaded != null && Objects.equals(reloaded.configured(), spec.model())) {
                served.add(spec.withModel(reloaded.served()));
            } else {
                forget(spec.id(), turn);
                served.add(spec);
            }
        }
        for (String id : List.copyOf(state.reloaded.keySet())) {
            if (!ids.contains(id)) {
                forget(id, turn);
            }
        }
        return served;
    }

    private void remember(String poolId, @Nullable String before, String model, Turn turn) {
        Entry.PoolReloaded earlier = state.reloaded.get(poolId);
        String configured = earlier == null ? before : earlier.configured();
        if (model.equals(configured)) {
            forget(poolId, turn);
        } else {
            Entry.PoolReloaded reloaded =
                    new Entry.PoolReloaded(state.epoch, poolId, configured, model);
            state.reloaded.put(poolId, reloaded);
            turn.write(reloaded);
        }
    }

    private void forget(String poolId, Turn turn) {
        if (state.reloaded.remove(poolId) != null) {
            turn.write(new Entry.PoolAsConfigured(state.epoch, poolId));
        }
    }

    private boolean unknown(String poolId, long replyTo, Turn turn) {
        boolean unknown = state.fleet.pool(poolId).isEmpty();
        if (unknown) {
            turn.reply(replyTo, new Effect.Answer.NoSuchPool(poolId));
        }
        return unknown;
    }

    private boolean idle(Waiting each) {
        return state.leases.held().stream()
                .map(lease -> lease.replica())
                .filter(replica -> replica.id().pool().equals(each.poolId()))
                .noneMatch(replica -> !each.onReplacedAlone() || replaced(replica));
    }

    private boolean replaced(Replica replica) {
        return state.fleet.replica(replica.id()).orElse(null) != replica;
    }
}
