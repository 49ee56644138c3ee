package org.llamaorch.orchestrator.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Entry;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.scheduler.Scheduler;
import org.llamaorch.core.scheduler.StateView;
import org.llamaorch.orchestrator.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The rules, guarded against defects of ours (B-DP-006). When {@code on} throws, nothing of that
 * event is decided. Then, in this order:
 *
 * <ol>
 *   <li>A request whose failure left the scheduler with exactly the tasks that the journal has,
 *       each where the journal has it: the request is discarded and the scheduler goes on.
 *   <li>Anything else may have left it half changed: it is thrown away, and a fresh one recovers
 *       from the journal as after a restart of the daemon, in place.
 *   <li>Too many of those within the window: the daemon stops, and its next life recovers.
 * </ol>
 *
 * Confined to the core thread.
 */
final class GuardedRules {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedRules.class);

    /** What became of an event. */
    sealed interface Outcome {
        record Decided(Scheduler.Decision decision) implements Outcome {}

        /** Nothing of it was kept; the scheduler is as it was. */
        record Discarded() implements Outcome {}

        /** The scheduler must be rebuilt, once what was decided before is committed. */
        record Unsound() implements Outcome {}
    }

    private final CoreLoopSettings settings;
    private final Supplier<Rules> fresh;
    private final Journal journal;
    private final Supplier<Set<String>> withTokens;
    private final Facts facts = new Facts();
    private final Deque<Long> rebuiltAtMs = new ArrayDeque<>();
    private Rules rules;

    GuardedRules(
            CoreLoopSettings settings,
            Supplier<Rules> fresh,
            Journal journal,
            Supplier<Set<String>> withTokens) {
        this.settings = settings;
        this.fresh = fresh;
        this.journal = journal;
        this.withTokens = withTokens;
        rules = fresh.get();
    }

    /** Takes the journal back, feeds the first events, writes what they decide; answers effects. */
    List<Effect> recover(List<Event> first, long nowMs) {
        List<Entry> kept = journal.recover();
        rules.restore(kept, nowMs);
        facts.decided(kept);
        return feedAll(restarted(journal.rebooted(), first), nowMs);
    }

    Outcome on(Event event, boolean isRequest, long nowMs) {
        try {
            Scheduler.Decision decision = rules.on(event, nowMs);
            facts.told(event);
            facts.decided(decision.entries());
            return new Outcome.Decided(decision);
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            LoggingEventBuilder record =
                    LOG.atError().addKeyValue("event", event.getClass().getSimpleName());
            if (event instanceof Event.Submit submit) {
                record =
                        record.addKeyValue("task_id", submit.task().taskId())
                                .addKeyValue("correlation_id", submit.task().correlationId());
            }
            record.setCause(e).log("An event meets a defect; nothing of it is kept.");
            return isRequest && sound(nowMs) ? new Outcome.Discarded() : new Outcome.Unsound();
        }
    }

    long nextTickAtMs() {
        return rules.nextTickAtMs();
    }

    <T> T answer(BiFunction<StateView, Long, T> question, long nowMs) {
        return rules.answer(question, nowMs);
    }

    /**
     * A fresh scheduler from the journal, which must be committed. Attempts that ran are stopped;
     * their tasks go the way of a restart.
     *
     * @throws IllegalStateException when this happens too often
     */
    List<Effect> rebuild(long nowMs) {
        rebuiltAtMs.addLast(nowMs);
        while (rebuiltAtMs.getFirst() < nowMs - settings.defectWindowMs()) {
            rebuiltAtMs.removeFirst();
        }
        if (rebuiltAtMs.size() > settings.defectsMax()) {
            throw new IllegalStateException("defects keep coming; see the log before this line");
        }
        LOG.warn("The scheduler is rebuilt from the journal.");
        rules = fresh.get();
        List<Entry> kept = journal.recover();
        List<Effect> effects = new ArrayList<>();
        for (Entry entry : kept) {
            if (entry instanceof Entry.TaskMoved moved && moved.replica() != null) {
                effects.add(new Effect.StopAttempt(moved.taskId(), moved.attempt()));
            }
        }
        rules.restore(kept, nowMs);
        effects.addAll(feedAll(restarted(false, facts.again()), nowMs));
        return effects;
    }

    private List<Event> restarted(boolean rebooted, List<Event> then) {
        List<Event> events = new ArrayList<>();
        events.add(new Event.Restarted(withTokens.get(), rebooted));
        events.addAll(then);
        return events;
    }

    /** Here a defect is not guarded against: recovery itself must work. */
    private List<Effect> feedAll(List<Event> events, long nowMs) {
        List<Effect> effects = new ArrayList<>();
        for (Event event : events) {
            Scheduler.Decision decision = rules.on(event, nowMs);
            facts.told(event);
            facts.decided(decision.entries());
            journal.write(decision.entries());
            effects.addAll(decision.effects());
        }
        return effects;
    }

    private boolean sound(long nowMs) {
        try {
            return rules.standings(nowMs).equals(facts.standings());
        } catch (RuntimeException e) {
            LOG.error("The scheduler cannot name its tasks any more.", e);
            return false;
        }
    }
}
