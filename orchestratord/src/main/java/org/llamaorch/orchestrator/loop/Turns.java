package org.llamaorch.orchestrator.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.scheduler.Scheduler;
import org.llamaorch.core.task.AttemptEnding;
import org.llamaorch.orchestrator.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The core loop's turns, one after the other. Confined to the core thread. */
final class Turns {

    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private final CoreLoopSettings settings;
    private final LongSupplier clock;
    private final Inbox inbox;
    private final Journal journal;
    private final Effects effects;
    private final GuardedRules rules;
    private final Tickets tickets = new Tickets();
    private final List<Effect> decided = new ArrayList<>();
    private final List<Inbox.Item.Asked<?>> asked = new ArrayList<>();
    private boolean journalFull;
    private boolean historyFull;

    Turns(
            CoreLoopSettings settings,
            LongSupplier clock,
            Inbox inbox,
            GuardedRules rules,
            Journal journal,
            Effects effects) {
        this.settings = settings;
        this.clock = clock;
        this.inbox = inbox;
        this.rules = rules;
        this.journal = journal;
        this.effects = effects;
    }

    /** Takes the journal back and feeds the first events, as a turn of their own. */
    void recover(List<Event> first) {
        decided.addAll(rules.recover(first, clock.getAsLong()));
        finish();
    }

    /**
     * One turn, after a sleep where there is nothing to do; false when the inbox is closed and
     * empty.
     */
    boolean turn() {
        Inbox.Item item = inbox.poll();
        if (item == null) {
            if (inbox.closed()) {
                return false;
            }
            sleep();
            item = inbox.poll();
        }
        long bodyBytes = 0;
        int taken = 0;
        while (item != null) {
            bodyBytes += take(item);
            taken++;
            boolean enough =
                    taken >= settings.turnEventsMax() || bodyBytes >= settings.turnBodyBytes();
            item = enough ? null : inbox.poll();
        }
        if (inbox.overflowed()) {
            throw new IllegalStateException("internal events came faster than they can be taken");
        }
        long nowMs = clock.getAsLong();
        if (rules.nextTickAtMs() <= nowMs) {
            feed(new Event.Tick(), 0);
        }
        finish();
        lookAtSpace();
        return true;
    }

    /** Fails whoever still waits for an answer. */
    void failOpen() {
        tickets.failAll(new CoreUnavailable.Stopped());
        asked.forEach(item -> item.answer().completeExceptionally(new CoreUnavailable.Stopped()));
        asked.clear();
    }

    /** Until something comes or the next tick is due; at least a millisecond, so as not to spin. */
    private void sleep() {
        long untilTickMs = rules.nextTickAtMs() - clock.getAsLong();
        inbox.await(Math.clamp(untilTickMs, 1, settings.idleLookMs()));
    }

    /** Answers how many bytes of a body came with the item. */
    private long take(Inbox.Item item) {
        return switch (item) {
            case Inbox.Item.Posted(Event.StorageFull(boolean full)) -> {
                historyFull = full;
                feedSpace();
                yield 0;
            }
            case Inbox.Item.Posted(Event event) -> {
                feed(event, 0);
                yield 0;
            }
            case Inbox.Item.Called called -> takeCall(called);
            case Inbox.Item.Asked<?> question -> {
                asked.add(question);
                yield 0;
            }
        };
    }

    private long takeCall(Inbox.Item.Called called) {
        long ticket = tickets.issue(called.answer());
        Event event;
        try {
            event = called.event().apply(ticket);
        } catch (RuntimeException e) {
            LOG.error("A request meets a defect before it is an event.", e);
            tickets.fail(ticket, new CoreUnavailable.Defect());
            return 0;
        }
        feed(event, ticket);
        return event instanceof Event.Submit submit ? submit.task().body().sizeBytes() : 0;
    }

    private void feed(Event event, long ticket) {
        switch (rules.on(event, ticket != 0, clock.getAsLong())) {
            case GuardedRules.Outcome.Decided(Scheduler.Decision decision) -> {
                journal.write(decision.entries());
                decided.addAll(decision.effects());
            }
            case GuardedRules.Outcome.Discarded _ ->
                    tickets.fail(ticket, new CoreUnavailable.Defect());
            case GuardedRules.Outcome.Unsound _ -> {
                finish();
                tickets.failAll(new CoreUnavailable.Defect());
                decided.addAll(rules.rebuild(clock.getAsLong()));
            }
        }
    }

    /** Commits, lets out what was decided, tells of it, then answers the questions. */
    private void finish() {
        journal.commit();
        for (int next = 0; next < decided.size(); next++) {
            release(decided.get(next));
        }
        decided.clear();
        turnOver();
        if (!asked.isEmpty()) {
            long nowMs = clock.getAsLong();
            asked.forEach(question -> answer(question, nowMs));
            asked.clear();
        }
    }

    private void release(Effect effect) {
        if (effect instanceof Effect.Reply reply) {
            tickets.answer(reply);
            return;
        }
        try {
            effects.release(effect);
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("effect", effect.getClass().getSimpleName())
                    .setCause(e)
                    .log("An effect fails because of a defect.");
            if (effect instanceof Effect.StartAttempt start) {
                inbox.post(
                        new Event.AttemptEnded(
                                start.task().taskId(),
                                start.attempt(),
                                new AttemptEnding.Faulted(
                                        "a defect kept the attempt from starting", 0, false, 0)));
            }
        }
    }

    private void turnOver() {
        try {
            effects.turnOver();
        } catch (RuntimeException e) {
            LOG.error("What follows a turn fails because of a defect.", e);
        }
    }

    private <T> void answer(Inbox.Item.Asked<T> question, long nowMs) {
        CompletableFuture<T> answer = question.answer();
        T value;
        try {
            value = rules.answer(question.question(), nowMs);
        } catch (RuntimeException e) {
            LOG.error("A question about the state fails because of a defect.", e);
            answer.completeExceptionally(new CoreUnavailable.Defect());
            return;
        }
        answer.complete(value);
    }

    /** A change under the journal is told in a turn of its own. */
    private void lookAtSpace() {
        boolean now = journal.full();
        if (now != journalFull) {
            journalFull = now;
            feedSpace();
            finish();
        }
    }

    private void feedSpace() {
        feed(new Event.StorageFull(journalFull || historyFull), 0);
    }
}
