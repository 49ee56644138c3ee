package org.llamaorch.orchestrator.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Entry;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.scheduler.Scheduler;
import org.llamaorch.core.scheduler.StateView;
import org.llamaorch.orchestrator.journal.Samples;

/** Rules that decide the plainest thing, and throw where the test says so. */
final class ScriptedRules implements Rules {

    final List<Event> heard = new CopyOnWriteArrayList<>();
    final List<Entry> restored = new CopyOnWriteArrayList<>();
    volatile long tickAtMs = Long.MAX_VALUE;
    private final Set<String> live = new HashSet<>();
    private final boolean writesDown;
    private long order = 100;

    ScriptedRules() {
        this(true);
    }

    /**
     * @param writesDown whether to keep what was heard, at a cost that grows with it
     */
    ScriptedRules(boolean writesDown) {
        this.writesDown = writesDown;
    }

    @Override
    public Scheduler.Decision on(Event event, long nowMs) {
        if (writesDown) {
            heard.add(event);
        }
        return switch (event) {
            case Event.Submit submit -> submit(submit, nowMs);
            case Event.Cancel cancel -> cancel(cancel, nowMs);
            case Event.DeleteSession delete ->
                    new Scheduler.Decision(List.of(), List.of(done(delete.replyTo())));
            case Event.FirstToken first -> {
                if (first.taskId().equals("poison")) {
                    throw new IllegalStateException("an event that no one can bear");
                }
                yield nothing();
            }
            case Event.Tick _ -> {
                tickAtMs = Long.MAX_VALUE;
                yield nothing();
            }
            case Event.Undrain undrain ->
                    new Scheduler.Decision(
                            List.of(), List.of(new Effect.QueueChanged(List.of(undrain.poolId()))));
            case Event.Restarted _,
                    Event.Listeners _,
                    Event.Drain _,
                    Event.AttemptEnded _,
                    Event.ReplicaChanged _,
                    Event.ReplicaGone _,
                    Event.ReplicaRegistered _,
                    Event.ReplicaReplaced _,
                    Event.Hold _,
                    Event.Release _,
                    Event.Reloaded _,
                    Event.AwaitReplaced _,
                    Event.PoolPreparing _,
                    Event.PoolsConfigured _,
                    Event.CallersConfigured _,
                    Event.SettingsChanged _,
                    Event.CatalogListed _,
                    Event.StorageFull _,
                    Event.Stop _ ->
                    nothing();
        };
    }

    @Override
    public long nextTickAtMs() {
        return tickAtMs;
    }

    @Override
    public void restore(List<Entry> entries, long nowMs) {
        restored.addAll(entries);
        for (Entry entry : entries) {
            if (entry instanceof Entry.TaskAdmitted admitted) {
                live.add(admitted.task().taskId());
            }
        }
    }

    @Override
    public Map<String, Standing> standings(long nowMs) {
        Map<String, Standing> standings = new HashMap<>();
        live.forEach(id -> standings.put(id, Standing.ADMITTED));
        return standings;
    }

    @Override
    @SuppressWarnings("NullAway") // The tests' questions look at the time only.
    public <T> T answer(BiFunction<StateView, Long, T> question, long nowMs) {
        return question.apply(null, nowMs);
    }

    /** "bad" fails before it changes anything, "half" after it changed the state. */
    private Scheduler.Decision submit(Event.Submit submit, long nowMs) {
        String id = submit.task().taskId();
        if (id.equals("bad")) {
            throw new IllegalStateException("a request that no one can bear");
        }
        live.add(id);
        if (id.equals("half")) {
            throw new IllegalStateException("a request that broke off in the middle");
        }
        Entry.TaskAdmitted admitted = Samples.admitted(submit.task(), ++order, nowMs);
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.OpenStream(submit.task(), admitted.told()));
        if (id.equals("start")) {
            effects.add(
                    new Effect.StartAttempt(
                            submit.task(), 1, Samples.replica(), false, false, null, 1_000));
        }
        effects.add(
                new Effect.Reply(
                        submit.replyTo(),
                        new Effect.Answer.Submitted(admitted.told(), Spending.UNBOUNDED)));
        return new Scheduler.Decision(List.of(admitted), effects);
    }

    private Scheduler.Decision cancel(Event.Cancel cancel, long nowMs) {
        live.remove(cancel.taskId());
        return new Scheduler.Decision(
                List.of(Samples.ended(cancel.taskId(), nowMs)), List.of(done(cancel.replyTo())));
    }

    private static Effect done(long replyTo) {
        return new Effect.Reply(replyTo, new Effect.Answer.Done());
    }

    private static Scheduler.Decision nothing() {
        return new Scheduler.Decision(List.of(), List.of());
    }
}
