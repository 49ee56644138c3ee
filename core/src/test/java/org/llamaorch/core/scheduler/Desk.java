package org.llamaorch.core.scheduler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.FinishReason;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.forecast.Forecast;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.task.AttemptEnding;
import org.llamaorch.core.task.TaskView;

/** A scheduler with a virtual clock and everything it told, in the words of tests. */
final class Desk {

    long nowMs = 1_000_000;
    final Scheduler scheduler;
    final List<Entry> entries = new ArrayList<>();
    final List<Effect> effects = new ArrayList<>();

    /** What the last event brought about. */
    List<Entry> lastEntries = List.of();

    List<Effect> lastEffects = List.of();

    /** Streams whose own end holds the seal. */
    final Set<String> sealedByEngine = new HashSet<>();

    /** Token frames in the histories. */
    final Map<String, Long> tokens = new HashMap<>();

    final Map<String, RememberedTasks.Remembered> ended = new HashMap<>();

    private long tickets;

    Desk(SchedulerSettings settings, PoolSpec... pools) {
        scheduler =
                new Scheduler(
                        settings,
                        new Seals() {
                            @Override
                            public boolean seal(String taskId) {
                                return !sealedByEngine.contains(taskId);
                            }

                            @Override
                            public long tokens(String taskId) {
                                return tokens.getOrDefault(taskId, 0L);
                            }
                        },
                        new RememberedTasks() {
                            @Override
                            public Optional<Remembered> byTaskId(String taskId) {
                                return Optional.ofNullable(ended.get(taskId));
                            }

                            @Override
                            public Optional<Remembered> byIdempotencyKey(
                                    String caller, String idempotencyKey) {
                                return Optional.ofNullable(
                                        ended.get(caller + "/" + idempotencyKey));
                            }
                        },
                        new Forecast(),
                        1,
                        7);
        on(new Event.PoolsConfigured(List.of(pools)));
    }

    static Desk withPools(PoolSpec... pools) {
        return new Desk(SchedulerSettings.defaults(), pools);
    }

    void on(Event event) {
        Scheduler.Decision decision = scheduler.on(event, nowMs);
        lastEntries = decision.entries();
        lastEffects = decision.effects();
        entries.addAll(decision.entries());
        effects.addAll(decision.effects());
    }

    void pass(long ms) {
        nowMs += ms;
        on(new Event.Tick());
    }

    Desk bind(ReplicaStatus... replicas) {
        for (ReplicaStatus replica : replicas) {
            on(new Event.ReplicaChanged(replica));
        }
        return this;
    }

    Admission submit(Tasks task) {
        long ticket = ++tickets;
        on(new Event.Submit(task.spec(), ticket));
        return switch (answer(ticket)) {
            case Effect.Answer.Submitted(Admission admission, Spending _) -> admission;
            case Effect.Answer.Done _, Effect.Answer.NoSuchPool _ ->
                    throw new AssertionError("a task answered as something else");
        };
    }

    Admission.Admitted admit(Tasks task) {
        Admission admission = submit(task);
        if (admission instanceof Admission.Admitted admitted) {
            return admitted;
        }
        throw new AssertionError("refused: " + admission);
    }

    Admission.Refused refused(Tasks task) {
        Admission admission = submit(task);
        if (admission instanceof Admission.Refused refused) {
            return refused;
        }
        throw new AssertionError("let in: " + admission);
    }

    /** Sends a cancel and gives its ticket. */
    long cancel(String taskId) {
        long ticket = ++tickets;
        on(new Event.Cancel(taskId, CancelReason.CLIENT, ticket));
        return ticket;
    }

    long ticket() {
        return ++tickets;
    }

    boolean answered(long ticket) {
        return replies(ticket).size() == 1;
    }

    Effect.Answer answer(long ticket) {
        List<Effect.Answer> replies = replies(ticket);
        if (replies.size() != 1) {
            throw new AssertionError("answers to ticket " + ticket + ": " + replies);
        }
        return replies.getFirst();
    }

    private List<Effect.Answer> replies(long ticket) {
        List<Effect.Answer> replies = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Reply(long replyTo, Effect.Answer answer)
                    && replyTo == ticket) {
                replies.add(answer);
            }
        }
        return replies;
    }

    /** Ids of the tasks started so far, in order, each attempt. */
    List<String> started() {
        List<String> ids = new ArrayList<>();
        for (Effect.StartAttempt start : starts()) {
            ids.add(start.task().taskId());
        }
        return ids;
    }

    List<Effect.StartAttempt> starts() {
        List<Effect.StartAttempt> starts = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.StartAttempt start) {
                starts.add(start);
            }
        }
        return starts;
    }

    /** The latest attempt of the task. */
    Effect.StartAttempt attempt(String taskId) {
        return starts().stream()
                .filter(start -> start.task().taskId().equals(taskId))
                .reduce((_, later) -> later)
                .orElseThrow(() -> new AssertionError("never started: " + taskId));
    }

    ReplicaId replicaOf(String taskId) {
        return attempt(taskId).replica().id();
    }

    void firstToken(String taskId) {
        on(new Event.FirstToken(taskId, attempt(taskId).attempt()));
    }

    void complete(String taskId) {
        end(taskId, completed());
    }

    static AttemptEnding completed() {
        return new AttemptEnding.Completed(
                FinishReason.STOP, 3, 0, 10, 20, 100, "ab".repeat(32), null);
    }

    static AttemptEnding brokenBefore() {
        return new AttemptEnding.Faulted("connection broke", 0, false, 0);
    }

    void end(String taskId, AttemptEnding ending) {
        on(new Event.AttemptEnded(taskId, attempt(taskId).attempt(), ending));
    }

    Optional<TaskView> view(String taskId) {
        return scheduler.task(taskId, nowMs);
    }

    int position(String taskId) {
        return view(taskId).orElseThrow().queuePosition();
    }

    List<Terminal> terminals(String taskId) {
        List<Terminal> terminals = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Finish finish && finish.task().taskId().equals(taskId)) {
                terminals.add(finish.terminal());
            }
        }
        return terminals;
    }

    /** The code of the task's one failure. */
    ErrorCode failure(String taskId) {
        List<Terminal> terminals = terminals(taskId);
        if (terminals.size() == 1 && terminals.getFirst() instanceof Terminal.Failure failure) {
            return failure.code();
        }
        throw new AssertionError("not one failure: " + terminals);
    }

    <T extends Notice> List<T> notices(Class<T> kind) {
        List<T> notices = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Tell(Notice notice) && kind.isInstance(notice)) {
                notices.add(kind.cast(notice));
            }
        }
        return notices;
    }
}
