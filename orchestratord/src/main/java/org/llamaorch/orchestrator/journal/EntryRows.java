package org.llamaorch.orchestrator.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.scheduler.Entry;

/** Reads the rows back as entries, in the order in which the scheduler takes them. */
final class EntryRows {

    private EntryRows() {}

    static List<Entry> read(Connection connection) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        collect(
                connection,
                "SELECT node, pool, replica, epoch, fields FROM replica"
                        + " ORDER BY node, pool, replica",
                row ->
                        new Entry.ReplicaBound(
                                row.getLong(4),
                                ReplicaFields.read(
                                        new ReplicaId(
                                                row.getString(1),
                                                row.getString(2),
                                                row.getString(3)),
                                        row.getString(5))),
                entries);
        collect(
                connection,
                "SELECT pool_id, epoch, deadline_at_ms FROM draining ORDER BY pool_id",
                row ->
                        new Entry.PoolDraining(
                                row.getLong(2), row.getString(1), Sql.longOrNull(row, 3)),
                entries);
        collect(
                connection,
                "SELECT epoch, pool_id, configured, served FROM reloaded ORDER BY pool_id",
                row ->
                        new Entry.PoolReloaded(
                                row.getLong(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4)),
                entries);
        collect(
                connection,
                "SELECT caller, session_id, epoch, fields FROM session ORDER BY caller, session_id",
                row ->
                        new Entry.SessionSaved(
                                row.getLong(3),
                                ReplicaFields.session(
                                        row.getString(1), row.getString(2), row.getString(4))),
                entries);
        collect(
                connection,
                "SELECT caller, epoch, fields FROM budget ORDER BY caller",
                row ->
                        new Entry.BudgetSaved(
                                row.getLong(2),
                                BudgetFields.usage(row.getString(1), row.getString(3))),
                entries);
        collect(
                connection,
                "SELECT epoch, state FROM forecast",
                row -> new Entry.ForecastLearned(row.getLong(1), row.getString(2)),
                entries);
        liveTasks(connection, entries);
        return entries;
    }

    private static void liveTasks(Connection connection, List<Entry> entries) throws SQLException {
        String text =
                """
                SELECT task_id, idempotency_key, caller, session_id, admission_order, admitted_epoch,
                  admitted_at_ms, kept, live, utf8, moved_epoch, attempts, failures, node,
                  pool_id, replica, started_at_ms
                FROM task JOIN body USING (place) WHERE ended_at_ms IS NULL ORDER BY admission_order
                """;
        try (Sql sql = new Sql(connection, text)) {
            sql.all(row -> {
                Entry.TaskAdmitted admitted = admitted(row);
                entries.add(admitted);
                Long movedEpoch = Sql.longOrNull(row, 11);
                if (movedEpoch != null) {
                    entries.add(
                            new Entry.TaskMoved(
                                    movedEpoch,
                                    admitted.task().taskId(),
                                    row.getInt(12),
                                    row.getInt(13),
                                    replica(row, 14),
                                    row.getLong(17)));
                }
                return admitted;
            });
        }
    }

    private static Entry.TaskAdmitted admitted(ResultSet row) throws SQLException {
        TaskNames names =
                new TaskNames(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4));
        FieldReader kept = FieldReader.of(row.getString(8));
        Admission.Admitted told = TaskFields.told(names.taskId(), names.sessionId(), kept);
        FieldReader live = FieldReader.of(row.getString(9));
        byte[] body = row.getBytes(10);
        return new Entry.TaskAdmitted(
                row.getLong(6),
                TaskFields.spec(names, kept, live, body == null ? new byte[0] : body),
                row.getLong(5),
                row.getLong(7),
                told,
                BudgetFields.reserved(live));
    }

    /** The replica in three columns; null when the first is. */
    static @Nullable ReplicaId replica(ResultSet row, int node) throws SQLException {
        String name = row.getString(node);
        return name == null
                ? null
                : new ReplicaId(name, row.getString(node + 1), row.getString(node + 2));
    }

    private static void collect(
            Connection connection, String text, Sql.Row<Entry> reader, List<Entry> into)
            throws SQLException {
        try (Sql sql = new Sql(connection, text)) {
            into.addAll(sql.all(reader));
        }
    }
}
