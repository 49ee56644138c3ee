package org.llamaorch.core.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one event brings about, gathered while its rules run. Whoever asked is answered after the
 * rest, so that an engine's work begins first. Confined to the scheduler's thread.
 */
final class Turn {

    private final long nowMs;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private final List<Effect> replies = new ArrayList<>();
    private final TreeSet<String> changedPools = new TreeSet<>();

    Turn(long nowMs) {
        this.nowMs = nowMs;
    }

    /** Epoch milliseconds of the event. */
    long nowMs() {
        return nowMs;
    }

    void write(Entry entry) {
        entries.add(entry);
    }

    void release(Effect effect) {
        effects.add(effect);
    }

    void tell(Notice notice) {
        effects.add(new Effect.Tell(notice));
    }

    /** Answers a ticket; 0 means nobody waits. */
    void reply(long replyTo, Effect.Answer answer) {
        if (replyTo != 0) {
            replies.add(new Effect.Reply(replyTo, answer));
        }
    }

    /** Positions or predictions of the pool's queued tasks changed. */
    void queueChanged(@Nullable String poolId) {
        if (poolId != null) {
            changedPools.add(poolId);
        }
    }

    Scheduler.Decision decision() {
        effects.addAll(replies);
        if (!changedPools.isEmpty()) {
            effects.add(new Effect.QueueChanged(List.copyOf(changedPools)));
        }
        return new Scheduler.Decision(List.copyOf(entries), List.copyOf(effects));
    }
}
