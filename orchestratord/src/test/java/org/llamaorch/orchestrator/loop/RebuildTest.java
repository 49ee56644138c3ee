package org.llamaorch.orchestrator.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.forecast.Forecast;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.scheduler.Scheduler;
import org.llamaorch.core.scheduler.SchedulerSettings;
import org.llamaorch.core.scheduler.Seals;
import org.llamaorch.core.task.AttemptEnding;
import org.llamaorch.core.task.TaskView;
import org.llamaorch.orchestrator.journal.Journal;
import org.llamaorch.orchestrator.journal.MemoryJournal;
import org.llamaorch.orchestrator.journal.Samples;

/** The real scheduler, rebuilt in place after a defect in the middle of an event (B-DP-006). */
class RebuildTest {

    private final List<Effect> released = new CopyOnWriteArrayList<>();
    private final AtomicInteger schedulers = new AtomicInteger();

    /** Breaks the first time it is called, in the middle of what the scheduler does. */
    private final Seals brittle =
            new Seals() {
                private boolean broken;

                @Override
                public boolean seal(String taskId) {
                    if (!broken) {
                        broken = true;
                        throw new IllegalStateException("the seal broke");
                    }
                    return true;
                }

                @Override
                public long tokens(String taskId) {
                    return 0;
                }
            };

    @Test
    void endsOrRequeuesWhatRanAndLosesNothing() {
        LifeClock clock = LifeClock.system();
        try (Journal journal = new MemoryJournal(clock, 1_000_000, 1_000);
                CoreLoop loop = new CoreLoop(CoreLoopSettings.defaults(), clock)) {
            start(loop, journal);
            submit(loop, 6);
            assertThat(started()).containsExactly("t0/1", "t1/1", "t2/1", "t3/1");

            loop.post(new Event.FirstToken("t0", 1));
            loop.post(
                    new Event.AttemptEnded(
                            "t0", 1, new AttemptEnding.Faulted("it broke", 0, true, 3)));
            await(() -> started().size() == 8);

            assertThat(schedulers).hasValue(2);
            assertThat(released)
                    .contains(new Effect.StopAttempt("t0", 1), new Effect.StopAttempt("t3", 1));
            assertThat(started().subList(4, 8)).containsExactly("t1/2", "t2/2", "t3/2", "t4/1");
            assertThat(released)
                    .filteredOn(effect -> effect instanceof Effect.Finish)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Effect.Finish.class,
                            finish -> {
                                assertThat(finish.task().taskId()).isEqualTo("t0");
                                assertThat(finish.terminal())
                                        .isInstanceOfSatisfying(
                                                Terminal.Failure.class,
                                                end ->
                                                        assertThat(end.code())
                                                                .isEqualTo(ErrorCode.WORKER_RESET));
                            });
            List<TaskView> live = done(loop.ask((view, now) -> view.tasks(now)));
            assertThat(live)
                    .extracting(TaskView::taskId)
                    .containsExactly("t5", "t4", "t3", "t2", "t1");
        }
    }

    /** A request that fails while tasks run, and changes nothing of them, costs only itself. */
    @Test
    void discardsABadRequestAlthoughTasksRun() {
        LifeClock clock = LifeClock.system();
        try (Journal journal = new MemoryJournal(clock, 1_000_000, 1_000);
                CoreLoop loop = new CoreLoop(CoreLoopSettings.defaults(), clock)) {
            start(loop, journal);
            submit(loop, 5);
            assertThat(started()).hasSize(4);
            CompletableFuture<Effect.Answer> bad =
                    loop.call(t -> new Event.Cancel("t4", CancelReason.CLIENT, t));
            assertThatThrownBy(() -> done(bad))
                    .hasRootCauseInstanceOf(CoreUnavailable.Defect.class);
            loop.post(new Event.FirstToken("t1", 1));
            int live = done(loop.ask((view, now) -> view.tasks(now).size()));
            assertThat(live).isEqualTo(5);
            assertThat(schedulers).hasValue(1);
            assertThat(released).noneMatch(effect -> effect instanceof Effect.StopAttempt);
        }
    }

    private void start(CoreLoop loop, Journal journal) {
        loop.start(
                () -> {
                    schedulers.incrementAndGet();
                    return new Scheduler(
                            SchedulerSettings.defaults(),
                            brittle,
                            journal,
                            new Forecast(),
                            journal.epoch(),
                            1);
                },
                journal,
                released::add,
                (_, sentence, cause) -> {
                    throw new AssertionError(sentence, cause);
                },
                () -> Set.of("t0"),
                List.of(new Event.PoolsConfigured(List.of(OnePool.spec()))));
        loop.post(new Event.ReplicaChanged(OnePool.replica()));
    }

    private static void submit(CoreLoop loop, int tasks) {
        List<CompletableFuture<Effect.Answer>> answers = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            String id = "t" + task;
            answers.add(loop.call(t -> new Event.Submit(Samples.task(id, "ann", null, "{}"), t)));
        }
        answers.forEach(RebuildTest::done);
    }

    private List<String> started() {
        return released.stream()
                .filter(effect -> effect instanceof Effect.StartAttempt)
                .map(effect -> (Effect.StartAttempt) effect)
                .map(start -> start.task().taskId() + "/" + start.attempt())
                .toList();
    }

    private static <T> T done(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
