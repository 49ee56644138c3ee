package org.llamaorch.orchestrator.loop;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.llamaorch.core.scheduler.Entry;
import org.llamaorch.core.task.TaskView;
import org.llamaorch.orchestrator.journal.EndedPage;
import org.llamaorch.orchestrator.journal.EndedTask;
import org.llamaorch.orchestrator.journal.Journal;
import org.llamaorch.orchestrator.journal.JournalFailed;
import org.llamaorch.orchestrator.journal.MemoryJournal;
import org.llamaorch.orchestrator.journal.TaskQuery;

/**
 * A journal whose commits, where there is something to commit, the test can count, hold up, and let
 * fail.
 */
final class WatchedJournal implements Journal {

    final AtomicInteger commits = new AtomicInteger();
    final AtomicInteger written = new AtomicInteger();
    final ReentrantLock gate = new ReentrantLock();
    volatile boolean broken;
    volatile boolean full;
    private boolean turnIsEmpty = true;
    private final Journal kept = new MemoryJournal(System::currentTimeMillis, 1_000_000, 1_000);

    @Override
    public void write(List<Entry> entries) {
        written.addAndGet(entries.size());
        turnIsEmpty &= entries.isEmpty();
        kept.write(entries);
    }

    @Override
    public void commit() {
        if (turnIsEmpty) {
            return;
        }
        turnIsEmpty = true;
        gate.lock();
        try {
            if (broken) {
                throw new JournalFailed("The disk is gone.", new IOException("gone"));
            }
            commits.incrementAndGet();
        } finally {
            gate.unlock();
        }
    }

    @Override
    public boolean full() {
        return full;
    }

    @Override
    public boolean usesReserve() {
        return full;
    }

    @Override
    public long epoch() {
        return kept.epoch();
    }

    @Override
    public boolean rebooted() {
        return kept.rebooted();
    }

    @Override
    public long latestMs() {
        return kept.latestMs();
    }

    @Override
    public List<Entry> recover() {
        return kept.recover();
    }

    @Override
    public Optional<EndedTask> endOf(String taskId) {
        return kept.endOf(taskId);
    }

    @Override
    public List<EndedTask> endedSince(long sinceMs) {
        return kept.endedSince(sinceMs);
    }

    @Override
    public CompletableFuture<Optional<TaskView>> ended(String taskId) {
        return kept.ended(taskId);
    }

    @Override
    public CompletableFuture<EndedPage> ended(TaskQuery query) {
        return kept.ended(query);
    }

    @Override
    public Optional<Remembered> byTaskId(String taskId) {
        return kept.byTaskId(taskId);
    }

    @Override
    public Optional<Remembered> byIdempotencyKey(String caller, String idempotencyKey) {
        return kept.byIdempotencyKey(caller, idempotencyKey);
    }

    @Override
    public void close() {
        // The test's own.
    }
}
