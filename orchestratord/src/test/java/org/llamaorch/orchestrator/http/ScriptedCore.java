package org.llamaorch.orchestrator.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Outcome;
import org.llamaorch.contracts.SessionInfo;
import org.llamaorch.contracts.TaskState;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.scheduler.StateView;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.core.task.TaskView;
import org.llamaorch.orchestrator.loop.Core;

/** A core that answers as the test tells it, at once and in order. Safe from any thread. */
final class ScriptedCore implements Core, StateView {
    final List<Event> events = new CopyOnWriteArrayList<>();
    final List<PoolView> pools = new CopyOnWriteArrayList<>();
    private final Map<String, TaskSpec> tasks = new ConcurrentHashMap<>();
    private final Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
    volatile Function<TaskSpec, Admission> admission = ScriptedCore::admitted;
    volatile @Nullable CompletableFuture<Void> holdSubmissions;
    volatile @Nullable RuntimeException defect;

    static Admission admitted(TaskSpec task) {
        return new Admission.Admitted(
                task.taskId(),
                task.sessionId(),
                3,
                120,
                null,
                task.priority(),
                "default",
                List.of(),
                false);
    }

    List<TaskSpec> submitted() {
        List<TaskSpec> specs = new ArrayList<>();
        for (Event event : events) {
            if (event instanceof Event.Submit submit) {
                specs.add(submit.task());
            }
        }
        return specs;
    }

    @Override
    public void post(Event event) {
        events.add(event);
    }

    @Override
    public CompletableFuture<Effect.Answer> call(LongFunction<Event> eventWithTicket) {
        Event event = eventWithTicket.apply(1);
        events.add(event);
        RuntimeException broken = defect;
        if (broken != null) {
            return CompletableFuture.failedFuture(broken);
        }
        CompletableFuture<Void> hold = holdSubmissions;
        if (event instanceof Event.Submit submit && hold != null) {
            return hold.thenApply(_ -> submit(submit.task()));
        }
        return CompletableFuture.completedFuture(answer(event));
    }

    private Effect.Answer answer(Event event) {
        return switch (event) {
            case Event.Submit submit -> submit(submit.task());
            case Event.Cancel cancel -> {
                outcomes.put(cancel.taskId(), Outcome.CANCELED);
                yield new Effect.Answer.Done();
            }
            case Event.Drain drain -> pool(drain.poolId());
            case Event.Undrain undrain -> pool(undrain.poolId());
            default -> new Effect.Answer.Done();
        };
    }

    private Effect.Answer pool(String poolId) {
        return pools.stream().anyMatch(pool -> pool.spec().id().equals(poolId))
                ? new Effect.Answer.Done()
                : new Effect.Answer.NoSuchPool(poolId);
    }

    private Effect.Answer submit(TaskSpec task) {
        Admission told = admission.apply(task);
        if (told instanceof Admission.Admitted) {
            tasks.put(task.taskId(), task);
        }
        return new Effect.Answer.Submitted(told, Spending.UNBOUNDED);
    }

    @Override
    public <T> CompletableFuture<T> ask(BiFunction<StateView, Long, T> question) {
        return CompletableFuture.completedFuture(question.apply(this, 1_000_000L));
    }

    @Override
    public Optional<TaskView> task(String taskId, long nowMs) {
        return Optional.ofNullable(tasks.get(taskId)).map(this::view);
    }

    @Override
    public List<TaskView> tasks(long nowMs) {
        return tasks.values().stream().map(this::view).toList();
    }

    private TaskView view(TaskSpec task) {
        Outcome outcome = outcomes.get(task.taskId());
        return new TaskView(
                task.taskId(),
                task.caller(),
                task.sessionId(),
                task.modelRef(),
                task.priority(),
                outcome == null ? TaskState.QUEUED : TaskState.ENDED,
                outcome,
                3,
                120,
                null,
                outcome == null ? 2 : -1,
                80,
                null,
                false,
                "default",
                null,
                0,
                1_000L + tasks.size(),
                0,
                0,
                0,
                0,
                0,
                null);
    }

    @Override
    public List<PoolView> pools(long nowMs) {
        return pools;
    }

    @Override
    public String callerOfSession(String sessionId, String caller) {
        return caller;
    }

    @Override
    public Spending left(String caller, String sessionId, long nowMs) {
        return Spending.UNBOUNDED;
    }

    @Override
    public SessionInfo session(String caller, String sessionId, long nowMs) {
        long unlimited = SessionInfo.UNLIMITED;
        return new SessionInfo(sessionId, 600_000, 0, 0, false, unlimited, unlimited, unlimited);
    }
}
