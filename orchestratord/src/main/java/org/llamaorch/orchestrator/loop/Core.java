package org.llamaorch.orchestrator.loop;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.scheduler.StateView;

/** The core loop as everybody else sees it. Safe from any thread; nothing here blocks. */
public interface Core {

    /** Puts an event in the inbox; it is never lost while the core loop lives. */
    void post(Event event);

    /**
     * Puts an event with a ticket in the inbox. The future completes on the core thread after the
     * answer's turn is committed; continue elsewhere. It fails with a {@link CoreUnavailable}.
     */
    CompletableFuture<Effect.Answer> call(LongFunction<Event> eventWithTicket);

    /**
     * Asks about the state, between two turns; completes after everything told so far is committed.
     * It fails with a {@link CoreUnavailable}.
     */
    <T> CompletableFuture<T> ask(BiFunction<StateView, Long, T> question);
}
