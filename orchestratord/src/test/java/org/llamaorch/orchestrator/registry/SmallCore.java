package org.llamaorch.orchestrator.registry;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.llamaorch.core.forecast.Forecast;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.scheduler.RememberedTasks;
import org.llamaorch.core.scheduler.Scheduler;
import org.llamaorch.core.scheduler.SchedulerSettings;
import org.llamaorch.core.scheduler.Seals;
import org.llamaorch.core.scheduler.StateView;
import org.llamaorch.orchestrator.loop.Core;

/** A scheduler fed on the caller's thread, one event after the other. */
final class SmallCore implements Core {

    private final Scheduler scheduler =
            new Scheduler(
                    SchedulerSettings.defaults(),
                    new Seals() {
                        @Override
                        public boolean seal(String taskId) {
                            return true;
                        }

                        @Override
                        public long tokens(String taskId) {
                            return 0;
                        }
                    },
                    new RememberedTasks() {
                        @Override
                        public Optional<Remembered> byTaskId(String taskId) {
                            return Optional.empty();
                        }

                        @Override
                        public Optional<Remembered> byIdempotencyKey(String caller, String key) {
                            return Optional.empty();
                        }
                    },
                    new Forecast(),
                    1,
                    1);

    synchronized void tell(Event event) {
        scheduler.on(event, 1_000);
    }

    synchronized <T> T read(Function<StateView, T> question) {
        return question.apply(scheduler);
    }

    @Override
    public void post(Event event) {
        tell(event);
    }

    @Override
    public synchronized CompletableFuture<Effect.Answer> call(LongFunction<Event> eventWithTicket) {
        Scheduler.Decision decision = scheduler.on(eventWithTicket.apply(7), 1_000);
        return decision.effects().stream()
                .filter(Effect.Reply.class::isInstance)
                .map(Effect.Reply.class::cast)
                .findFirst()
                .map(reply -> CompletableFuture.completedFuture(reply.answer()))
                .orElseGet(CompletableFuture::new);
    }

    @Override
    public synchronized <T> CompletableFuture<T> ask(BiFunction<StateView, Long, T> question) {
        return CompletableFuture.completedFuture(question.apply(scheduler, 1_000L));
    }
}
