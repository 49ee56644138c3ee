package org.llamaorch.orchestrator.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Entry;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.task.AttemptEnding;
import org.llamaorch.orchestrator.journal.Samples;

class CoreLoopTest {

    private final LifeClock clock = LifeClock.system();
    private final WatchedJournal journal = new WatchedJournal();
    private final List<ScriptedRules> made = new CopyOnWriteArrayList<>();
    private final List<Effect> released = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> fatalExit = new CompletableFuture<>();
    private volatile Effects effects = released::add;
    private volatile Set<String> withTokens = Set.of();
    private @Nullable CoreLoop started;

    @AfterEach
    void stop() {
        if (journal.gate.isHeldByCurrentThread()) {
            letCommit();
        }
        if (started != null) {
            started.close();
        }
    }

    @Test
    void answersAfterTheCommitAndReleasesInOrder() {
        List<Integer> commitsAtRelease = new CopyOnWriteArrayList<>();
        effects =
                effect -> {
                    commitsAtRelease.add(journal.commits.get());
                    released.add(effect);
                };
        CoreLoop loop = start(List.of());
        int before = journal.commits.get();
        CompletableFuture<Integer> commitsAtAnswer = new CompletableFuture<>();
        CompletableFuture<Effect.Answer> answer = submit(loop, "t1");
        var _ = answer.thenAccept(_ -> commitsAtAnswer.complete(released.size()));

        assertThat(done(answer)).isInstanceOf(Effect.Answer.Submitted.class);
        assertThat(done(commitsAtAnswer)).isEqualTo(1);
        assertThat(released).singleElement().isInstanceOf(Effect.OpenStream.class);
        assertThat(commitsAtRelease).containsExactly(before + 1);
        assertThat(journal.written).hasValue(1);
    }

    @Test
    void aTurnIsOverBehindItsEffectsAndBeforeQuestionsAreAnswered() {
        List<Integer> releasedByTheEnd = new CopyOnWriteArrayList<>();
        effects =
                new Effects() {
                    @Override
                    public void release(Effect effect) {
                        released.add(effect);
                    }

                    @Override
                    public void turnOver() {
                        releasedByTheEnd.add(released.size());
                        throw new IllegalStateException("a defect");
                    }
                };
        CoreLoop loop = start(List.of());
        holdCommits();
        CompletableFuture<Effect.Answer> first = submit(loop, "first");
        await(() -> journal.gate.hasQueuedThreads());
        CompletableFuture<Effect.Answer> second = submit(loop, "t1");
        CompletableFuture<Effect.Answer> third = submit(loop, "t2");
        CompletableFuture<Integer> toldAtQuestion = loop.ask((_, _) -> releasedByTheEnd.getLast());
        letCommit();
        done(first);
        assertThat(done(toldAtQuestion)).isEqualTo(3);
        done(second);
        done(third);
        done(submit(loop, "t3"));
        assertThat(fatalExit).isNotDone();
    }

    @Test
    void groupsIntoOneTurnWhatComesDuringACommit() {
        CoreLoop loop = start(List.of());
        holdCommits();
        CompletableFuture<Effect.Answer> first = submit(loop, "first");
        await(() -> journal.gate.hasQueuedThreads());
        int before = journal.commits.get();
        List<CompletableFuture<Effect.Answer>> rest = new ArrayList<>();
        for (int task = 0; task < 200; task++) {
            rest.add(submit(loop, "t" + task));
        }
        CompletableFuture<Integer> commitsAtQuestion = loop.ask((_, _) -> journal.commits.get());
        letCommit();
        done(first);
        rest.forEach(CoreLoopTest::done);
        assertThat(done(commitsAtQuestion)).isEqualTo(before + 2);
    }

    @Test
    void bearsABadRequestAndNothingElseIsAffected() {
        CoreLoop loop = start(List.of());
        done(submit(loop, "t1"));
        assertThatThrownBy(() -> done(submit(loop, "bad")))
                .hasRootCauseInstanceOf(CoreUnavailable.Defect.class);
        done(submit(loop, "t2"));
        assertThat(made).hasSize(1);
        assertThat(journal.recover()).hasSize(2);
        assertThat(fatalExit).isNotDone();
    }

    @Test
    void rebuildsTheSchedulerFromTheJournalWhenADefectLeftItHalfChanged() {
        Event pools = new Event.PoolsConfigured(List.of());
        CoreLoop loop = start(List.of(pools));
        done(submit(loop, "t1"));
        done(submit(loop, "t2"));
        withTokens = Set.of("t2");
        loop.post(new Event.Listeners("t1", 3));
        assertThatThrownBy(() -> done(submit(loop, "half")))
                .hasRootCauseInstanceOf(CoreUnavailable.Defect.class);
        done(submit(loop, "t3"));

        assertThat(made).hasSize(2);
        ScriptedRules second = made.get(1);
        assertThat(second.restored)
                .extracting(entry -> ((Entry.TaskAdmitted) entry).task().taskId())
                .containsExactly("t1", "t2");
        assertThat(second.heard.subList(0, 3))
                .containsExactly(
                        new Event.Restarted(Set.of("t2"), false),
                        pools,
                        new Event.Listeners("t1", 3));
    }

    @Test
    void stopsTheAttemptsThatRanWhenItRebuilds() {
        CoreLoop loop = start(List.of());
        done(submit(loop, "t1"));
        done(
                loop.ask((_, _) -> {
                    journal.write(
                            List.of(
                                    new Entry.TaskMoved(
                                            1, "t1", 2, 0, ReplicaId.local("default", "r0"), 5)));
                    return true;
                }));
        loop.post(new Event.FirstToken("poison", 1));
        await(() -> released.contains(new Effect.StopAttempt("t1", 2)));
        assertThat(made).hasSize(2);
    }

    @Test
    void endsTheDaemonWhenDefectsKeepComing() {
        CoreLoop loop = start(List.of());
        for (int defect = 0; defect < 4; defect++) {
            loop.post(new Event.FirstToken("poison", defect));
        }
        assertThat(done(fatalExit)).isEqualTo(FatalEnd.DEFECT);
        assertThat(made).hasSize(4);
        assertThatThrownBy(() -> done(submit(loop, "t1")))
                .hasRootCauseInstanceOf(CoreUnavailable.Stopped.class);
    }

    @Test
    void endsTheDaemonAndTellsNobodyWhenTheJournalFails() {
        CoreLoop loop = start(List.of());
        journal.broken = true;
        assertThatThrownBy(() -> done(submit(loop, "t1")))
                .hasRootCauseInstanceOf(CoreUnavailable.Stopped.class);
        assertThat(done(fatalExit)).isEqualTo(FatalEnd.JOURNAL_FAILED);
        assertThat(released).isEmpty();
    }

    @Test
    void wakesForTheTickThatIsDue() {
        start(List.of());
        ScriptedRules rules = made.getFirst();
        rules.tickAtMs = clock.getAsLong() + 20;
        await(() -> rules.heard.contains(new Event.Tick()));
        assertThat(rules.heard).containsOnlyOnce(new Event.Tick());
    }

    @Test
    void refusesRequestsBeyondTheBoundButNoEvent() {
        CoreLoop loop = start(List.of(), settings(10));
        holdCommits();
        var _ = submit(loop, "first");
        await(() -> journal.gate.hasQueuedThreads());
        List<CompletableFuture<Effect.Answer>> waiting = new ArrayList<>();
        for (int task = 0; task < 9; task++) {
            waiting.add(submit(loop, "t" + task));
        }
        assertThatThrownBy(() -> done(submit(loop, "over")))
                .hasRootCauseInstanceOf(CoreUnavailable.Busy.class);
        for (int event = 0; event < 100; event++) {
            loop.post(new Event.Undrain("p" + event, 0));
        }
        letCommit();
        waiting.forEach(CoreLoopTest::done);
        await(() -> released.contains(new Effect.QueueChanged(List.of("p99"))));
        done(submit(loop, "after"));
    }

    @Test
    void finishesItsInboxWhenItIsClosedAndThenTakesNothing() {
        CoreLoop loop = start(List.of());
        holdCommits();
        CompletableFuture<Effect.Answer> first = submit(loop, "first");
        await(() -> journal.gate.hasQueuedThreads());
        CompletableFuture<Effect.Answer> waiting = submit(loop, "waiting");
        CompletableFuture<Void> closing = CompletableFuture.runAsync(loop::close);
        letCommit();
        done(closing);
        assertThat(first).isCompleted();
        assertThat(waiting).isCompleted();
        assertThatThrownBy(() -> done(submit(loop, "late")))
                .hasRootCauseInstanceOf(CoreUnavailable.Stopped.class);
    }

    @Test
    void tellsTheSchedulerOfAFullDiskUnderJournalOrHistory() {
        CoreLoop loop = start(List.of());
        journal.full = true;
        ScriptedRules rules = made.getFirst();
        await(() -> rules.heard.contains(new Event.StorageFull(true)));
        loop.post(new Event.StorageFull(true));
        journal.full = false;
        loop.post(new Event.Undrain("p", 0));
        await(() -> released.contains(new Effect.QueueChanged(List.of("p"))));
        assertThat(rules.heard).doesNotContain(new Event.StorageFull(false));
        loop.post(new Event.StorageFull(false));
        await(() -> rules.heard.contains(new Event.StorageFull(false)));
    }

    @Test
    void endsAnAttemptWhoseStartFailed() {
        effects =
                effect -> {
                    if (effect instanceof Effect.StartAttempt) {
                        throw new IllegalStateException("cannot start it");
                    }
                };
        CoreLoop loop = start(List.of());
        done(submit(loop, "start"));
        ScriptedRules rules = made.getFirst();
        await(() ->
                rules.heard.stream()
                        .anyMatch(event ->
                                event instanceof Event.AttemptEnded ended
                                        && ended.taskId().equals("start")
                                        && ended.attempt() == 1
                                        && ended.ending() instanceof AttemptEnding.Faulted));
        done(submit(loop, "t2"));
    }

    @Test
    void takesTheJournalBackBeforeTheFirstEvent() {
        journal.write(List.of(Samples.admitted(Samples.task("old", "ann", null, "{}"), 1, 1)));
        start(List.of());
        assertThat(made.getFirst().restored).hasSize(1);
        assertThat(made.getFirst().heard).first().isEqualTo(restarted());
    }

    @Test
    void aStartWhoseRulesCannotBeMadeFails() {
        CoreLoop loop = new CoreLoop(settings(1_000), clock);
        CompletableFuture<Void> starting =
                CompletableFuture.runAsync(() ->
                        loop.startRules(
                                () -> {
                                    throw new IllegalArgumentException("no such rules");
                                },
                                journal,
                                effect -> {},
                                (exitCode, _, _) -> fatalExit.complete(exitCode),
                                Set::of,
                                List.of()));
        assertThatThrownBy(() -> done(starting)).hasRootCauseMessage("no such rules");
        assertThatThrownBy(() -> done(submit(loop, "t1")))
                .hasRootCauseInstanceOf(CoreUnavailable.Stopped.class);
    }

    @Test
    void answersCancelsAndQuestions() {
        CoreLoop loop = start(List.of());
        done(submit(loop, "t1"));
        Effect.Answer answer =
                done(loop.call(ticket -> new Event.Cancel("t1", CancelReason.CLIENT, ticket)));
        assertThat(answer).isEqualTo(new Effect.Answer.Done());
        long asked = done(loop.ask((_, now) -> now));
        assertThat(asked).isLessThanOrEqualTo(clock.getAsLong());
        assertThatThrownBy(() ->
                        done(
                                loop.ask((_, _) -> {
                                    throw new IllegalStateException("no");
                                })))
                .hasRootCauseInstanceOf(CoreUnavailable.Defect.class);
        assertThat(done(submit(loop, "t2"))).isInstanceOf(Effect.Answer.Submitted.class);
    }

    private CoreLoop start(List<Event> first) {
        return start(first, settings(1_000));
    }

    private CoreLoop start(List<Event> first, CoreLoopSettings settings) {
        CoreLoop loop = new CoreLoop(settings, clock);
        started = loop;
        loop.startRules(
                () -> {
                    ScriptedRules rules = new ScriptedRules();
                    made.add(rules);
                    return rules;
                },
                journal,
                new Effects() {
                    @Override
                    public void release(Effect effect) {
                        effects.release(effect);
                    }

                    @Override
                    public void turnOver() {
                        effects.turnOver();
                    }
                },
                (exitCode, _, _) -> fatalExit.complete(exitCode),
                () -> withTokens,
                first);
        return loop;
    }

    private static CoreLoopSettings settings(int requestsMax) {
        return new CoreLoopSettings(512, 8 << 20, requestsMax, 1 << 20, 100, 10, 3, 60_000, 10_000);
    }

    private static CompletableFuture<Effect.Answer> submit(CoreLoop loop, String id) {
        return loop.call(ticket -> new Event.Submit(Samples.task(id, "ann", null, "{}"), ticket));
    }

    private static Event restarted() {
        return new Event.Restarted(Set.of(), false);
    }

    private void holdCommits() {
        journal.gate.lock();
    }

    private void letCommit() {
        journal.gate.unlock();
    }

    private static <T> T done(CompletableFuture<T> future) throws CompletionException {
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
