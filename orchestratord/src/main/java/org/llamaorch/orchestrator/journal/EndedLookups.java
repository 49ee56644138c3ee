package org.llamaorch.orchestrator.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.llamaorch.core.scheduler.RememberedTasks.Remembered;

/** The scheduler's and the recovery's look-ups of ended tasks. Confined to the core thread. */
final class EndedLookups {

    private static final String REMEMBERED = "SELECT task_id, caller, session_id, kept FROM task ";
    private static final String ENDED =
            "SELECT task_id, caller, session_id, kept, terminal, ended_at_ms FROM task ";

    private final long rememberMs;
    private final LongSupplier clock;
    private final Sql byTaskId;
    private final Sql byKey;
    private final Sql endOf;
    private final Sql endedSince;

    EndedLookups(Connection connection, long rememberMs, LongSupplier clock) throws SQLException {
        this.rememberMs = rememberMs;
        this.clock = clock;
        byTaskId = new Sql(connection, REMEMBERED + "WHERE task_id = ? AND ended_at_ms >= ?");
        byKey =
                new Sql(
                        connection,
                        REMEMBERED
                                + "WHERE caller = ? AND idempotency_key = ? AND ended_at_ms >= ?"
                                + " ORDER BY place DESC LIMIT 1");
        endOf = new Sql(connection, ENDED + "WHERE task_id = ? AND ended_at_ms IS NOT NULL");
        endedSince = new Sql(connection, ENDED + "WHERE ended_at_ms >= ? ORDER BY ended_at_ms");
    }

    Optional<Remembered> byTaskId(String taskId) throws SQLException {
        return byTaskId.text(taskId).number(sinceMs()).first(EndedLookups::remembered);
    }

    Optional<Remembered> byIdempotencyKey(String caller, String key) throws SQLException {
        return byKey.text(caller).text(key).number(sinceMs()).first(EndedLookups::remembered);
    }

    Optional<EndedTask> endOf(String taskId) throws SQLException {
        return endOf.text(taskId).first(EndedLookups::ended);
    }

    List<EndedTask> endedSince(long sinceMs) throws SQLException {
        return endedSince.number(sinceMs).all(EndedLookups::ended);
    }

    private long sinceMs() {
        return clock.getAsLong() - rememberMs;
    }

    private static Remembered remembered(ResultSet row) throws SQLException {
        FieldReader kept = FieldReader.of(row.getString(4));
        return new Remembered(
                row.getString(1),
                row.getString(2),
                kept.text("bodyDigest"),
                TaskFields.told(row.getString(1), row.getString(3), kept));
    }

    private static EndedTask ended(ResultSet row) throws SQLException {
        return new EndedTask(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                FieldReader.of(row.getString(4)).text("correlationId"),
                TerminalFields.read(row.getString(5)),
                row.getLong(6));
    }
}
