package org.llamaorch.orchestrator.dispatch;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.scheduler.StateView;
import org.llamaorch.orchestrator.loop.Core;

/** A core loop that only writes down what it is told. */
public final class EventLog implements Core {

    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final List<Event> events = new CopyOnWriteArrayList<>();

    @Override
    public void post(Event event) {
        events.add(event);
    }

    @Override
    public CompletableFuture<Effect.Answer> call(LongFunction<Event> eventWithTicket) {
        throw new UnsupportedOperationException("nobody calls here");
    }

    @Override
    public <T> CompletableFuture<T> ask(BiFunction<StateView, Long, T> question) {
        throw new UnsupportedOperationException("nobody asks here");
    }

    public List<Event> events() {
        return events;
    }

    /** Waits for an event of a kind that is as wished. */
    public <E extends Event> E await(Class<E> kind, Predicate<E> wish) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() < deadline) {
            for (Event event : events) {
                if (kind.isInstance(event) && wish.test(kind.cast(event))) {
                    return kind.cast(event);
                }
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("no such event among " + events);
    }
}
