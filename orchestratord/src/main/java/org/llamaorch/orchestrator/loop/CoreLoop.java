package org.llamaorch.orchestrator.loop;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.scheduler.Scheduler;
import org.llamaorch.core.scheduler.StateView;
import org.llamaorch.orchestrator.journal.Journal;
import org.llamaorch.orchestrator.journal.JournalFailed;
import org.llamaorch.orchestrator.journal.StateUnusable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns all task state. A turn: take what the inbox holds, feed the scheduler,
 * commit what it decided in one transaction, and only then release the effects, in order, and
 * answer. While one turn commits the inbox fills, so that under load commits are grouped by
 * themselves.
 */
public final class CoreLoop implements Core, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CoreLoop.class);

    private final CoreLoopSettings settings;
    private final LongSupplier clock;
    private final Inbox inbox;
    private @Nullable Thread thread;

    /**
     * @param clock epoch milliseconds that never go back, such as {@link LifeClock}
     */
    public CoreLoop(CoreLoopSettings settings, LongSupplier clock) {
        this.settings = settings;
        this.clock = clock;
        this.inbox = new Inbox(settings);
    }

    /**
     * Recovers on the core thread: restores the journal, tells what the histories hold ({@code
     * Restarted}), feeds the first events, and returns when that turn is committed. Events posted
     * earlier come after them. Blocks.
     *
     * @param fresh makes a scheduler that knows nothing; called again after a defect
     * @param withTokens ids of the live tasks whose history holds a token, as of now; called on the
     *     core thread
     * @param first what the scheduler hears next, such as the pools
     * @throws StateUnusable when the journal cannot be read back
     */
    public void start(
            Supplier<Scheduler> fresh,
            Journal journal,
            Effects effects,
            FatalEnd fatal,
            Supplier<Set<String>> withTokens,
            List<Event> first) {
        startRules(() -> Rules.of(fresh.get()), journal, effects, fatal, withTokens, first);
    }

    void startRules(
            Supplier<Rules> fresh,
            Journal journal,
            Effects effects,
            FatalEnd fatal,
            Supplier<Set<String>> withTokens,
            List<Event> first) {
        CompletableFuture<Void> recovered = new CompletableFuture<>();
        Thread core =
                Thread.ofPlatform()
                        .name("core")
                        .daemon()
                        .unstarted(() -> {
                            Turns turns;
                            try {
                                GuardedRules rules =
                                        new GuardedRules(settings, fresh, journal, withTokens);
                                turns = new Turns(settings, clock, inbox, rules, journal, effects);
                            } catch (Throwable e) {
                                inbox.close();
                                inbox.abandon();
                                recovered.completeExceptionally(e);
                                return;
                            }
                            run(turns, fatal, first, recovered);
                        });
        thread = core;
        inbox.ownedBy(core);
        core.start();
        try {
            recovered.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void post(Event event) {
        inbox.post(event);
    }

    @Override
    public CompletableFuture<Effect.Answer> call(LongFunction<Event> eventWithTicket) {
        CompletableFuture<Effect.Answer> answer = new CompletableFuture<>();
        inbox.request(new Inbox.Item.Called(eventWithTicket, answer), answer);
        return answer;
    }

    @Override
    public <T> CompletableFuture<T> ask(BiFunction<StateView, Long, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        inbox.request(new Inbox.Item.Asked<>(question, answer), answer);
        return answer;
    }

    /**
     * Takes nothing more, finishes what is in the inbox, and ends the thread; waits for that at
     * most the configured time. What is unanswered then fails with {@link CoreUnavailable.Stopped}.
     */
    @Override
    public void close() {
        inbox.close();
        Thread core = thread;
        if (core == null) {
            inbox.abandon();
        } else if (core != Thread.currentThread()) {
            try {
                core.join(settings.closeWithinMs());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run(
            Turns turns, FatalEnd fatal, List<Event> first, CompletableFuture<Void> recovered) {
        try {
            turns.recover(first);
            recovered.complete(null);
            boolean goOn = true;
            while (goOn) {
                goOn = turns.turn();
            }
            leave(turns);
        } catch (Throwable e) {
            leave(turns);
            if (!recovered.isDone()) {
                recovered.completeExceptionally(e);
                return;
            }
            LOG.error("The core loop cannot go on; the daemon ends.", e);
            fatal.end(exitCode(e), sentence(e), e);
        }
    }

    private void leave(Turns turns) {
        inbox.close();
        inbox.abandon();
        turns.failOpen();
    }

    private static int exitCode(Throwable e) {
        return e instanceof JournalFailed || e instanceof StateUnusable
                ? FatalEnd.JOURNAL_FAILED
                : FatalEnd.DEFECT;
    }

    private static String sentence(Throwable e) {
        return e instanceof JournalFailed || e instanceof StateUnusable
                ? String.valueOf(e.getMessage())
                : "A defect in the core loop could not be mended: " + e;
    }
}
