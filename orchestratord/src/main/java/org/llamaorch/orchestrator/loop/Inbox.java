package org.llamaorch.orchestrator.loop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.scheduler.StateView;

/**
 * What waits for the core thread, in the order of its arrival: any thread puts, the core thread
 * alone takes. Requests and internal events have bounds of their own, so that a flood of requests
 * never costs an event. The owner sleeps without spinning and is woken only when it sleeps.
 */
final class Inbox {

    sealed interface Item {
        record Posted(Event event) implements Item {}

        record Called(LongFunction<Event> event, CompletableFuture<Effect.Answer> answer)
                implements Item {}

        record Asked<T>(BiFunction<StateView, Long, T> question, CompletableFuture<T> answer)
                implements Item {}
    }

    private final CoreLoopSettings settings;
    private final ConcurrentLinkedQueue<Item> items = new ConcurrentLinkedQueue<>();
    private final AtomicInteger openRequests = new AtomicInteger();
    private final AtomicInteger waitingEvents = new AtomicInteger();
    private final AtomicBoolean sleeping = new AtomicBoolean();
    private volatile boolean closed;
    private volatile @Nullable Thread owner;

    Inbox(CoreLoopSettings settings) {
        this.settings = settings;
    }

    void ownedBy(Thread thread) {
        owner = thread;
    }

    /** Puts an internal event; nothing is put once closed. */
    void post(Event event) {
        waitingEvents.incrementAndGet();
        add(new Item.Posted(event));
    }

    /**
     * Puts a request, or fails its future: with Busy beyond the bound, with Stopped once closed.
     */
    void request(Item item, CompletableFuture<?> answer) {
        if (closed) {
            answer.completeExceptionally(new CoreUnavailable.Stopped());
        } else if (openRequests.incrementAndGet() > settings.requestsMax()) {
            openRequests.decrementAndGet();
            answer.completeExceptionally(new CoreUnavailable.Busy(settings.busyRetryMs()));
        } else {
            var _ = answer.whenComplete((_, _) -> openRequests.decrementAndGet());
            add(item);
        }
    }

    /** Whether internal events came faster than the core could ever take them. */
    boolean overflowed() {
        return waitingEvents.get() > settings.eventsMax();
    }

    /** The next item; null when there is none. Core thread only. */
    @Nullable Item poll() {
        Item item = items.poll();
        if (item instanceof Item.Posted) {
            waitingEvents.decrementAndGet();
        }
        return item;
    }

    /** Sleeps until something is put, it is closed, or the time is over. Core thread only. */
    void await(long timeoutMs) {
        sleeping.set(true);
        if (items.isEmpty() && !closed) {
            LockSupport.parkNanos(this, timeoutMs * 1_000_000L);
        }
        sleeping.set(false);
    }

    /** Takes nothing more; what is there can still be polled. */
    void close() {
        closed = true;
        wake();
    }

    boolean closed() {
        return closed;
    }

    /** Fails what is left. Core thread only, after the last poll. */
    void abandon() {
        Item item = items.poll();
        while (item != null) {
            fail(item);
            item = items.poll();
        }
    }

    private void add(Item item) {
        items.add(item);
        if (closed && items.remove(item)) {
            fail(item);
        }
        wake();
    }

    private void wake() {
        Thread thread = owner;
        if (thread != null && sleeping.get() && sleeping.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    private static void fail(Item item) {
        switch (item) {
            case Item.Posted _ -> {}
            case Item.Called called ->
                    called.answer().completeExceptionally(new CoreUnavailable.Stopped());
            case Item.Asked<?> asked ->
                    asked.answer().completeExceptionally(new CoreUnavailable.Stopped());
        }
    }
}
