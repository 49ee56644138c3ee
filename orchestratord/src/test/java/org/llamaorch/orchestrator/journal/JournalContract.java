package org.llamaorch.orchestrator.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.Outcome;
import org.llamaorch.contracts.TaskState;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.scheduler.Entry;
import org.llamaorch.core.scheduler.RememberedTasks;
import org.llamaorch.core.task.TaskView;

/** What every journal does. */
abstract class JournalContract {

    static final long DAY_MS = 24 * 3_600_000L;

    final AtomicLong nowMs = new AtomicLong(1_000_000);
    Journal journal = new MemoryJournal(nowMs::get, DAY_MS, 10);

    /** A new, empty journal that remembers ended tasks for a day and at most so many. */
    abstract Journal open(long rememberMax);

    /** The journal as its next reader finds it. */
    Journal again() {
        return journal;
    }

    @BeforeEach
    void openFirst() {
        journal = open(1_000);
    }

    @AfterEach
    void closeLast() {
        journal.close();
    }

    @Test
    void givesBackWhatIsLeftOfRandomEntries() {
        long seed = new Random().nextLong();
        System.out.println("fold seed " + seed);
        Random random = new Random(seed);
        FoldModel model = new FoldModel(random);
        for (int turn = 0; turn < 150; turn++) {
            List<Entry> entries = new ArrayList<>();
            for (int entry = random.nextInt(12); entry >= 0; entry--) {
                entries.add(model.next());
            }
            journal.write(entries);
            journal.commit();
        }
        assertThat(again().recover()).containsExactlyElementsOf(model.left());
    }

    @Test
    void remembersAnEndedTaskByItsIdAndByItsCallersKey() {
        admit("t1", "ann", "k1", 1);
        admit("t2", "bob", "k1", 2);
        end("t1");
        end("t2");

        RememberedTasks remembered = again();
        assertThat(remembered.byTaskId("t1"))
                .hasValueSatisfying(found -> {
                    assertThat(found.caller()).isEqualTo("ann");
                    assertThat(found.bodyDigest()).isEqualTo("digest-t1");
                    assertThat(found.told().queuePosition()).isEqualTo(3);
                    assertThat(found.told().sessionId()).isEqualTo("session-ann");
                });
        assertThat(remembered.byIdempotencyKey("bob", "k1").map(found -> found.taskId()))
                .contains("t2");
        assertThat(remembered.byIdempotencyKey("cid", "k1")).isEmpty();
        assertThat(remembered.byTaskId("t3")).isEmpty();
    }

    @Test
    void doesNotCallALiveTaskRemembered() {
        admit("t1", "ann", "k1", 1);
        assertThat(journal.byTaskId("t1")).isEmpty();
        assertThat(journal.byIdempotencyKey("ann", "k1")).isEmpty();
        assertThat(journal.endOf("t1")).isEmpty();
        assertThat(done(journal.ended("t1"))).isEmpty();
    }

    @Test
    void seesWhatTheSameTurnWroteBeforeItsCommit() {
        journal.write(List.of(Samples.admitted(Samples.task("t1", "ann", "k", "{}"), 1, 10)));
        journal.write(List.of(Samples.ended("t1", nowMs.get())));
        assertThat(journal.byTaskId("t1")).isPresent();
        assertThat(journal.byIdempotencyKey("ann", "k")).isPresent();
        journal.commit();
    }

    @Test
    void forgetsAnEndedTaskAfterItsDay() {
        admit("t1", "ann", "k1", 1);
        end("t1");
        nowMs.addAndGet(DAY_MS);
        assertThat(journal.byTaskId("t1")).isPresent();
        nowMs.addAndGet(1);
        assertThat(journal.byTaskId("t1")).isEmpty();
        assertThat(journal.byIdempotencyKey("ann", "k1")).isEmpty();
        admit("t2", "ann", "k2", 2);
        end("t2");
        assertThat(journal.endOf("t1")).isEmpty();
        assertThat(journal.endOf("t2")).isPresent();
    }

    @Test
    void remembersNoMoreThanTheNewest() {
        journal.close();
        journal = open(5);
        for (int task = 1; task <= 20; task++) {
            admit("t" + task, "ann", null, task);
            end("t" + task);
        }
        admit("t21", "ann", null, 21);
        assertThat(journal.byTaskId("t15")).isEmpty();
        assertThat(journal.byTaskId("t20")).isPresent();
        assertThat(journal.recover()).hasSize(1);
    }

    /** A new life counts on from the tasks that still live. */
    @Test
    void keepsAnEndedTaskWhoseOrderIsUsedAgain() {
        admit("t1", "ann", null, 1);
        end("t1");
        admit("t2", "ann", null, 1);
        assertThat(again().endOf("t1")).isPresent();
        assertThat(journal.recover()).hasSize(1);
    }

    @Test
    void takesTheSameAdmissionTwiceAsOne() {
        admit("t1", "ann", "k", 1);
        admit("t1", "ann", "k", 1);
        assertThat(journal.recover()).hasSize(1);
        end("t1");
        assertThat(journal.recover()).isEmpty();
        assertThat(journal.byIdempotencyKey("ann", "k")).isPresent();
    }

    @Test
    void tellsTheTerminalsOfTheRecentPast() {
        admit("t1", "ann", null, 1);
        admit("t2", "ann", null, 2);
        nowMs.set(5_000);
        end("t2");
        nowMs.set(6_000);
        end("t1");

        assertThat(again().endedSince(5_001)).extracting(EndedTask::taskId).containsExactly("t1");
        assertThat(again().endedSince(5_000))
                .extracting(EndedTask::taskId)
                .containsExactly("t2", "t1");
        assertThat(again().endOf("t2"))
                .hasValueSatisfying(task -> {
                    assertThat(task.terminal().outcome()).isEqualTo(Outcome.COMPLETED);
                    assertThat(task.correlationId()).isEqualTo("correlation-t2");
                    assertThat(task.endedAtMs()).isEqualTo(5_000);
                });
    }

    @Test
    void showsAnEndedTaskAsItEnded() {
        admit("t1", "ann", null, 1);
        end("t1");
        TaskView view = done(journal.ended("t1")).orElseThrow();
        assertThat(view.state()).isEqualTo(TaskState.ENDED);
        assertThat(view.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(view.caller()).isEqualTo("ann");
        assertThat(view.modelRef()).isEqualTo("demo:gemma3-270m \ud800 \u00fc");
        assertThat(view.replicaId()).isEqualTo("local/default/r0");
        assertThat(view.poolId()).isEqualTo("default");
        assertThat(view.tokensOut()).isEqualTo(7);
        assertThat(view.terminal())
                .isInstanceOfSatisfying(
                        Terminal.End.class, end -> assertThat(end.tokensIn()).isEqualTo(5));
        assertThat(view.toldQueuePosition()).isEqualTo(3);
        assertThat(view.endedAtMs()).isEqualTo(nowMs.get());
    }

    @Test
    void listsEndedTasksNewestFirstPageByPage() {
        for (int task = 1; task <= 7; task++) {
            admit("t" + task, task % 2 == 0 ? "ann" : "bob", null, task);
            if (task != 4) {
                end("t" + task);
            }
        }
        EndedPage first = done(journal.ended(query(null, null, null, 4)));
        assertThat(first.tasks())
                .extracting(TaskView::taskId)
                .containsExactly("t7", "t6", "t5", "t3");
        EndedPage second = done(journal.ended(query(null, null, first.next(), 4)));
        assertThat(second.tasks()).extracting(TaskView::taskId).containsExactly("t2", "t1");
        assertThat(second.next()).isNull();

        assertThat(done(journal.ended(query("ann", null, null, 10))).tasks())
                .extracting(TaskView::taskId)
                .containsExactly("t6", "t2");
        assertThat(done(journal.ended(query(null, "session-bob", null, 10))).tasks())
                .extracting(TaskView::taskId)
                .containsExactly("t7", "t5", "t3", "t1");
        assertThat(done(journal.ended(new TaskQuery(null, "other", null, null, 10))).tasks())
                .isEmpty();
    }

    private static TaskQuery query(
            @Nullable String caller,
            @Nullable String session,
            TaskQuery.@Nullable Cursor before,
            int limit) {
        return new TaskQuery(caller, null, session, before, limit);
    }

    void admit(String id, String caller, @Nullable String key, long order) {
        journal.write(
                List.of(
                        Samples.admitted(
                                Samples.task(id, caller, key, "{}"), order, 1_000 + order)));
        journal.commit();
    }

    void end(String id) {
        journal.write(List.of(Samples.ended(id, nowMs.get())));
        journal.commit();
    }

    static <T> T done(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }
}
