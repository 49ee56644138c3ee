package org.llamaorch.orchestrator.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.FinishReason;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.budget.Budget;
import org.llamaorch.core.budget.BudgetPeriod;
import org.llamaorch.core.budget.CallerLimits;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.forecast.Forecast;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Entry;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.scheduler.Scheduler;
import org.llamaorch.core.scheduler.SchedulerSettings;
import org.llamaorch.core.task.AttemptEnding;
import org.llamaorch.core.task.TaskView;
import org.llamaorch.orchestrator.journal.Durability;
import org.llamaorch.orchestrator.journal.Journal;
import org.llamaorch.orchestrator.journal.JournalSettings;
import org.llamaorch.orchestrator.journal.Samples;
import org.llamaorch.orchestrator.journal.SqliteJournal;
import org.llamaorch.orchestrator.journal.StateFolder;

/** The real scheduler on the real journal through lives that end at any moment. */
class SchedulerOnDiskTest {

    private static final int LIVES = 8;
    private static final int STEPS = 60;

    /** A completed task of the samples uses 3 tokens, and may use 102. */
    private static final CallerLimits BUDGET =
            new CallerLimits(
                    "ann",
                    0,
                    0,
                    0,
                    new Budget(
                            new Spending(20_000, Long.MAX_VALUE, Long.MAX_VALUE),
                            BudgetPeriod.MONTH),
                    Spending.UNBOUNDED);

    @TempDir Path parent = Path.of(".");
    private final LifeClock clock = LifeClock.system();
    private final Set<String> accepted = new TreeSet<>();
    private final Set<String> ended = new TreeSet<>();
    private final Set<String> endedTwice = new TreeSet<>();
    private final Set<String> withTokens = new HashSet<>();

    /** What runs in a life: dispatch, as far as the scheduler can tell. */
    private final class Engine implements Effects {
        private final Deque<Effect.StartAttempt> running = new ArrayDeque<>();

        @Override
        public synchronized void release(Effect effect) {
            if (effect instanceof Effect.StartAttempt start) {
                running.add(start);
            } else if (effect instanceof Effect.Finish finish
                    && !ended.add(finish.task().taskId())) {
                endedTwice.add(finish.task().taskId());
            }
        }

        synchronized List<Effect.StartAttempt> take() {
            List<Effect.StartAttempt> all = new ArrayList<>(running);
            running.clear();
            return all;
        }
    }

    @Test
    void losesNoAcceptedTaskAndEndsNoneTwice() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("lives seed " + seed);
        Random random = new Random(seed);
        Path folder = parent.resolve("life0");
        for (int life = 1; life <= LIVES; life++) {
            Path next = parent.resolve("life" + life);
            live(folder, next, random, life);
            folder = next;
        }
        assertThat(endedTwice).isEmpty();
        try (StateFolder state = StateFolder.open(folder);
                Journal journal = open(state)) {
            assertThat(journal.epoch()).isEqualTo(LIVES + 1);
            assertThat(usedTokens(journal))
                    .as("what was used is what ended, whatever died between")
                    .isEqualTo(
                            3
                                    * journal.endedSince(0).stream()
                                            .filter(task -> task.terminal() instanceof Terminal.End)
                                            .count())
                    .isPositive();
            Set<String> known = new TreeSet<>();
            journal.endedSince(0).forEach(task -> known.add(task.taskId()));
            assertThat(known).containsAll(ended);
            journal.recover()
                    .forEach(entry -> {
                        if (entry instanceof Entry.TaskAdmitted task) {
                            assertThat(known.add(task.task().taskId())).isTrue();
                        }
                    });
            assertThat(known).isEqualTo(accepted);
        }
    }

    private static long usedTokens(Journal journal) {
        return journal.recover().stream()
                .mapToLong(entry ->
                        entry instanceof Entry.BudgetSaved saved
                                ? saved.usage().used().tokens()
                                : 0)
                .sum();
    }

    /** A life, whose files are copied while it runs: what a killed process leaves. */
    private void live(Path folder, Path next, Random random, int life) throws IOException {
        Engine engine = new Engine();
        try (StateFolder state = StateFolder.open(folder);
                Journal journal = open(state);
                CoreLoop loop = new CoreLoop(CoreLoopSettings.defaults(), clock)) {
            loop.start(
                    () ->
                            new Scheduler(
                                    SchedulerSettings.defaults(),
                                    OnePool.seals(),
                                    journal,
                                    new Forecast(),
                                    journal.epoch(),
                                    1),
                    journal,
                    engine,
                    (_, sentence, cause) -> {
                        throw new AssertionError(sentence, cause);
                    },
                    () -> Set.copyOf(withTokens),
                    List.of(
                            new Event.CallersConfigured(List.of(BUDGET), Spending.UNBOUNDED),
                            new Event.PoolsConfigured(List.of(OnePool.spec()))));
            loop.post(new Event.ReplicaChanged(OnePool.replica()));
            List<CompletableFuture<Effect.Answer>> answers = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                String id = "t" + life + "-" + step;
                answers.add(
                        loop.call(t -> new Event.Submit(Samples.task(id, "ann", null, "{}"), t)));
                if (step % 3 == 0) {
                    done(answers.getLast()); // what it started runs from here on
                }
                engine.take().forEach(start -> run(loop, start, random));
                if (random.nextInt(5) == 0) {
                    answers.add(loop.call(t -> new Event.Cancel(id, CancelReason.CLIENT, t)));
                }
            }
            answers.forEach(answer -> note(done(answer)));
            List<TaskView> before = done(loop.ask((view, now) -> view.tasks(now)));
            copy(folder, next);
            assertThat(before).isNotEmpty();
        }
    }

    private void run(CoreLoop loop, Effect.StartAttempt start, Random random) {
        String id = start.task().taskId();
        if (random.nextBoolean()) {
            withTokens.add(id);
            loop.post(new Event.FirstToken(id, start.attempt()));
        }
        boolean tokens = withTokens.contains(id);
        AttemptEnding ending =
                random.nextInt(3) == 0
                        ? new AttemptEnding.Faulted("it broke", 0, tokens, 0)
                        : new AttemptEnding.Completed(
                                FinishReason.STOP, 1, 0, 2, 3, 4, "digest", null);
        if (random.nextInt(3) > 0) {
            loop.post(new Event.AttemptEnded(id, start.attempt(), ending));
        }
    }

    private void note(Effect.Answer answer) {
        if (answer instanceof Effect.Answer.Submitted(Admission.Admitted told, Spending _)) {
            accepted.add(told.taskId());
        }
    }

    /**
     * The core thread is idle, so the copy is of one moment; the log goes first, because meanwhile
     * it may be moved into the database.
     */
    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (String file : List.of("journal.db-wal", "journal.db")) {
            if (Files.exists(from.resolve(file))) {
                Files.copy(from.resolve(file), to.resolve(file));
            }
        }
    }

    private Journal open(StateFolder state) {
        return SqliteJournal.open(state, JournalSettings.defaults(Durability.PROCESS), clock);
    }

    private static <T> T done(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }
}
