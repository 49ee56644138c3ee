package org.llamaorch.orchestrator.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.llamaorch.core.scheduler.Entry;
import org.llamaorch.core.task.TaskView;

/** Looks up ended tasks for readers. Confined to its connection's thread. */
final class EndedRows {

    private static final String COLUMNS =
            """
            SELECT task_id, caller, session_id, kept, node, pool_id, replica, attempts,
              admitted_at_ms, started_at_ms, first_token_at_ms, ended_at_ms, terminal, ended_epoch
            FROM task
            """;

    private final Connection connection;
    private final int rowsPerLook;
    private final Sql byId;

    EndedRows(Connection connection, int rowsPerLook) throws SQLException {
        this.connection = connection;
        this.rowsPerLook = rowsPerLook;
        byId = new Sql(connection, COLUMNS + "WHERE task_id = ? AND ended_at_ms IS NOT NULL");
    }

    Optional<TaskView> byId(String taskId) throws SQLException {
        return byId.text(taskId).first(EndedRows::view);
    }

    EndedPage page(TaskQuery query) throws SQLException {
        String session = query.sessionId();
        TaskQuery.Cursor before = query.before();
        StringBuilder text = new StringBuilder(COLUMNS).append("WHERE true");
        if (session != null) {
            text.append(" AND session_id = ?");
        }
        if (before != null) {
            text.append(" AND (admitted_at_ms, task_id) < (?, ?)");
        }
        text.append(" ORDER BY admitted_at_ms DESC, task_id DESC LIMIT ?");
        try (Sql sql = new Sql(connection, text.toString())) {
            if (session != null) {
                sql.text(session);
            }
            if (before != null) {
                sql.number(before.admittedAtMs()).text(before.taskId());
            }
            return sql.number(rowsPerLook + 1L).rows(rows -> collect(query, rows));
        }
    }

    /** Goes through the rows lazily: SQLite makes each only when it is asked for. */
    private EndedPage collect(TaskQuery query, ResultSet rows) throws SQLException {
        List<TaskView> tasks = new ArrayList<>();
        TaskQuery.Cursor last = query.before();
        for (int looked = 0; rows.next(); looked++) {
            if (tasks.size() == query.limit() || looked == rowsPerLook) {
                return new EndedPage(tasks, last);
            }
            last = new TaskQuery.Cursor(rows.getLong(9), rows.getString(1));
            if (fits(query, rows)) {
                tasks.add(view(rows));
            }
        }
        return new EndedPage(tasks, null);
    }

    private static boolean fits(TaskQuery query, ResultSet row) throws SQLException {
        row.getLong(12);
        boolean alive = row.wasNull();
        return !alive
                && (query.visibleTo() == null || query.visibleTo().equals(row.getString(2)))
                && (query.poolId() == null || query.poolId().equals(row.getString(6)));
    }

    private static TaskView view(ResultSet row) throws SQLException {
        String taskId = row.getString(1);
        String sessionId = row.getString(3);
        FieldReader kept = FieldReader.of(row.getString(4));
        EndedView.Kept task =
                new EndedView.Kept(
                        taskId,
                        row.getString(2),
                        sessionId,
                        kept.text("modelRef"),
                        kept.numberOrNull("deadlineMs"),
                        row.getLong(9),
                        row.getString(6),
                        TaskFields.told(taskId, sessionId, kept));
        return EndedView.of(
                task,
                new Entry.TaskEnded(
                        row.getLong(14),
                        taskId,
                        TerminalFields.read(row.getString(13)),
                        row.getInt(8),
                        EntryRows.replica(row, 5),
                        row.getLong(10),
                        row.getLong(11),
                        row.getLong(12)));
    }
}
