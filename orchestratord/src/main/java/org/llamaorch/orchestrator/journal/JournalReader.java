package org.llamaorch.orchestrator.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.task.TaskView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread beside the core that touches the journal's file: it looks up ended tasks for
 * others and moves the write-ahead log into the database. Its methods are safe from any thread and
 * do not block.
 */
final class JournalReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);
    private static final long CLOSE_WITHIN_MS = 10_000;

    /** A look at the rows, on the reader's thread. */
    @FunctionalInterface
    interface Look<T> {
        T at(EndedRows rows) throws SQLException;
    }

    private final Database database;
    private final JournalSettings settings;
    private final ScheduledThreadPoolExecutor thread;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean truncationDue = new AtomicBoolean();
    private @Nullable Connection connection;
    private @Nullable EndedRows rows;

    JournalReader(Database database, JournalSettings settings) {
        this.database = database;
        this.settings = settings;
        thread =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("journal-reader").factory());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Looks at the rows; the future fails with {@link RejectedExecutionException} when too many
     * wait already, or the journal is closed.
     */
    <T> CompletableFuture<T> look(Look<T> look) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (waiting.incrementAndGet() > settings.looksWaiting()) {
            waiting.decrementAndGet();
            answer.completeExceptionally(
                    new RejectedExecutionException("too many look-ups wait for the journal"));
            return answer;
        }
        boolean accepted =
                run(() -> {
                    waiting.decrementAndGet();
                    try {
                        answer.complete(look.at(rows()));
                    } catch (SQLException | RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                });
        if (!accepted) {
            answer.completeExceptionally(new RejectedExecutionException("the journal is closed"));
        }
        return answer;
    }

    CompletableFuture<Optional<TaskView>> byId(String taskId) {
        return look(found -> found.byId(taskId));
    }

    /** Runs something that blocks for the disk; false when the journal is closed. */
    boolean run(Runnable work) {
        try {
            thread.execute(work);
            return true;
        } catch (RejectedExecutionException _) {
            return false;
        }
    }

    /** A prompt was removed: the log, which still holds it, is emptied before long. */
    void truncateSoon() {
        schedule(settings.truncateEveryMs());
    }

    /** The log is long: it is moved into the database as soon as the thread is free. */
    void truncateNow() {
        schedule(0);
    }

    private void schedule(long delayMs) {
        if (truncationDue.compareAndSet(false, true)) {
            try {
                var _ = thread.schedule(this::truncate, delayMs, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException _) {
                // Closing empties the log as well.
            }
        }
    }

    /**
     * First without holding up the writer, syncs included; then the short rest, and the log's
     * length becomes 0.
     */
    private void truncate() {
        truncationDue.set(false);
        try (Statement statement = connection().createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
            boolean busy;
            try (var result = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
                busy = result.next() && result.getInt(1) != 0;
            }
            if (busy) {
                truncateSoon();
            }
        } catch (SQLException e) {
            LOG.warn("The log of the journal stays full for now; emptying it is tried again.", e);
            truncateSoon();
        }
    }

    private Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = database.openForReading();
            connection = open;
        }
        return open;
    }

    private EndedRows rows() throws SQLException {
        EndedRows found = rows;
        if (found == null) {
            found = new EndedRows(connection(), settings.rowsPerLook());
            rows = found;
        }
        return found;
    }

    @Override
    public void close() {
        run(() -> {
            try {
                if (connection != null) {
                    connection.close();
                }
            } catch (SQLException e) {
                LOG.warn("The reader of the journal does not close cleanly.", e);
            }
        });
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_WITHIN_MS, TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException _) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
