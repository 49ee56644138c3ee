package org.llamaorch.orchestrator.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.llamaorch.core.scheduler.Entry;
import org.llamaorch.core.task.TaskView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteException;

/**
 * The journal in an SQLite file in WAL mode: a commit is in the operating system's hands
 * (durability {@code process}) or on the disk ({@code power}) when it returns.
 */
public final class SqliteJournal implements Journal {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteJournal.class);
    private static final long LOG_LOOK_EVERY_MS = 50;

    private final Database database;
    private final JournalSettings settings;
    private final LongSupplier clock;
    private final Connection connection;
    private final Life life;
    private final EntryStatements statements;
    private final Forgetting forgetting;
    private final EndedLookups lookups;
    private final Sql begin;
    private final Sql commit;
    private final Sql rollback;
    private final Reserve reserve;
    private final JournalReader reader;
    private final List<Entry> turn = new ArrayList<>();
    private volatile boolean full;
    private long nextSpaceLookMs;
    private long nextLogLookMs;

    /**
     * Opens the journal in the folder, made where it is missing. Blocks for the disk.
     *
     * @param clock epoch milliseconds, as the core loop has them
     * @throws StateUnusable when the file cannot be used; the message says what to do
     */
    public static SqliteJournal open(
            StateFolder folder, JournalSettings settings, LongSupplier clock) {
        Reserve reserve = new FileReserve(folder.path(), settings.reserveBytes());
        return open(folder, settings, clock, _ -> reserve);
    }

    static SqliteJournal open(
            StateFolder folder,
            JournalSettings settings,
            LongSupplier clock,
            Function<Connection, Reserve> reserve) {
        NativeLibrary.unpackInto(folder.path());
        Database database = new Database(folder.path(), settings.syncEachTurn());
        Connection connection = database.openForWriting();
        try {
            return new SqliteJournal(
                    database, settings, clock, connection, reserve.apply(connection));
        } catch (SQLException e) {
            try {
                connection.close();
            } catch (SQLException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw database.unusable(e);
        }
    }

    private SqliteJournal(
            Database database,
            JournalSettings settings,
            LongSupplier clock,
            Connection connection,
            Reserve reserve)
            throws SQLException {
        this.database = database;
        this.settings = settings;
        this.clock = clock;
        this.connection = connection;
        this.reserve = reserve;
        life = Life.begin(connection);
        statements = new EntryStatements(connection);
        forgetting = new Forgetting(connection, settings);
        lookups = new EndedLookups(connection, settings.rememberMs(), clock);
        begin = new Sql(connection, "BEGIN IMMEDIATE");
        commit = new Sql(connection, "COMMIT");
        rollback = new Sql(connection, "ROLLBACK");
        reader = new JournalReader(database, settings);
        reader.run(() -> full = !reserve.restore());
    }

    @Override
    public long epoch() {
        return life.epoch();
    }

    @Override
    public boolean rebooted() {
        return life.rebooted();
    }

    @Override
    public long latestMs() {
        return life.latestMs();
    }

    @Override
    public List<Entry> recover() {
        try {
            return EntryRows.read(connection);
        } catch (SQLException | IllegalStateException e) {
            throw database.unusable(e);
        }
    }

    @Override
    public void write(List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        boolean first = turn.isEmpty();
        turn.addAll(entries);
        try {
            if (first) {
                begin.run();
            }
            apply(entries);
        } catch (SQLException e) {
            writeIntoReserve(e);
        }
    }

    @Override
    public void commit() {
        if (turn.isEmpty()) {
            return;
        }
        long nowMs = clock.getAsLong();
        try {
            forgetting.forget(nowMs);
            commit.run();
        } catch (SQLException e) {
            writeIntoReserve(e);
            try {
                commit.run();
            } catch (SQLException again) {
                throw failed(again);
            }
        }
        turn.clear();
        emptyLog(nowMs);
    }

    @Override
    public boolean full() {
        if (full) {
            long nowMs = clock.getAsLong();
            if (nowMs >= nextSpaceLookMs) {
                nextSpaceLookMs = nowMs + settings.spaceCheckMs();
                reader.run(() -> full = !reserve.restore());
            }
        }
        return full;
    }

    @Override
    public boolean usesReserve() {
        return full;
    }

    @Override
    public Optional<Remembered> byTaskId(String taskId) {
        return orFail(() -> lookups.byTaskId(taskId));
    }

    @Override
    public Optional<Remembered> byIdempotencyKey(String caller, String idempotencyKey) {
        return orFail(() -> lookups.byIdempotencyKey(caller, idempotencyKey));
    }

    @Override
    public Optional<EndedTask> endOf(String taskId) {
        return orFail(() -> lookups.endOf(taskId));
    }

    @Override
    public List<EndedTask> endedSince(long sinceMs) {
        return orFail(() -> lookups.endedSince(sinceMs));
    }

    @Override
    public CompletableFuture<Optional<TaskView>> ended(String taskId) {
        return reader.byId(taskId);
    }

    @Override
    public CompletableFuture<EndedPage> ended(TaskQuery query) {
        return reader.look(rows -> rows.page(query));
    }

    @Override
    public void close() {
        reader.close();
        try {
            if (!turn.isEmpty()) {
                rollback.run();
            }
            connection.close();
        } catch (SQLException e) {
            LOG.warn("The journal does not close cleanly; the next start recovers it.", e);
        }
    }

    private void apply(List<Entry> entries) throws SQLException {
        for (Entry entry : entries) {
            statements.apply(entry);
            if (entry instanceof Entry.TaskAdmitted) {
                forgetting.admitted();
            }
        }
    }

    /** Gives the reserve up and writes the whole turn again; only the first time the disk fills. */
    private void writeIntoReserve(SQLException cause) {
        boolean spaceMayHelp =
                cause instanceof SQLiteException sqlite
                        && (sqlite.getResultCode().name().startsWith("SQLITE_FULL")
                                || sqlite.getResultCode().name().startsWith("SQLITE_IOERR"));
        if (full || !spaceMayHelp) {
            throw failed(cause);
        }
        LOG.warn("The disk under the journal is full: its reserve is used, new work is refused.");
        full = true;
        nextSpaceLookMs = clock.getAsLong() + settings.spaceCheckMs();
        reserve.release();
        try {
            rollback.run();
        } catch (SQLException _) {
            // SQLite rolled back by itself.
        }
        try {
            forgetting.readBounds();
            begin.run();
            apply(turn);
        } catch (SQLException e) {
            e.addSuppressed(cause);
            throw failed(e);
        }
    }

    private void emptyLog(long nowMs) {
        if (statements.removedPrompt()) {
            reader.truncateSoon();
        }
        if (nowMs >= nextLogLookMs) {
            nextLogLookMs = nowMs + LOG_LOOK_EVERY_MS;
            try {
                if (Files.size(database.logFile()) > settings.logBytesMax()) {
                    reader.truncateNow();
                }
            } catch (IOException _) {
                // No log yet.
            }
        }
    }

    private static JournalFailed failed(SQLException cause) {
        return new JournalFailed(
                "The journal cannot be written (" + cause.getMessage() + ").", cause);
    }

    private interface Lookup<T> {
        T run() throws SQLException;
    }

    private static <T> T orFail(Lookup<T> lookup) {
        try {
            return lookup.run();
        } catch (SQLException e) {
            throw new JournalFailed("The journal cannot be read (" + e.getMessage() + ").", e);
        }
    }
}
