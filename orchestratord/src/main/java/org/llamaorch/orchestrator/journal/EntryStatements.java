package org.llamaorch.orchestrator.journal;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.scheduler.Entry;
import org.llamaorch.core.session.Session;

/** Folds entries into rows, with statements prepared once. Confined to the core thread. */
final class EntryStatements {

    private final Sql admit;
    private final Sql keepBody;
    private final Sql move;
    private final Sql end;
    private final Sql removeBody;
    private final Sql saveSession;
    private final Sql removeSession;
    private final Sql saveBudget;
    private final Sql drain;
    private final Sql undrain;
    private final Sql reload;
    private final Sql asConfigured;
    private final Sql bind;
    private final Sql unbind;
    private final Sql learn;
    private boolean removedPrompt;

    EntryStatements(Connection connection) throws SQLException {
        admit =
                new Sql(
                        connection,
                        """
                        INSERT OR REPLACE INTO task (admission_order, task_id, caller, idempotency_key,
                          session_id, admitted_epoch, admitted_at_ms, kept, live, pool_id)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """);
        keepBody =
                new Sql(
                        connection,
                        "INSERT INTO body (place, utf8) VALUES (last_insert_rowid(), ?)");
        move =
                new Sql(
                        connection,
                        """
                        UPDATE task SET moved_epoch = ?, attempts = ?, failures = ?, node = ?,
                          pool_id = coalesce(?, pool_id), replica = ?, started_at_ms = ?
                        WHERE task_id = ? AND ended_at_ms IS NULL
                        """);
        end =
                new Sql(
                        connection,
                        """
                        UPDATE task SET live = NULL, ended_epoch = ?, attempts = ?, node = ?,
                          pool_id = coalesce(?, pool_id), replica = ?, started_at_ms = ?,
                          first_token_at_ms = ?, ended_at_ms = ?, terminal = ?
                        WHERE task_id = ?
                        """);
        removeBody =
                new Sql(
                        connection,
                        "DELETE FROM body WHERE place = (SELECT place FROM task WHERE task_id ="
                                + " ?)");
        saveSession = new Sql(connection, "INSERT OR REPLACE INTO session VALUES (?, ?, ?, ?)");
        removeSession =
                new Sql(connection, "DELETE FROM session WHERE caller = ? AND session_id = ?");
        saveBudget = new Sql(connection, "INSERT OR REPLACE INTO budget VALUES (?, ?, ?)");
        drain = new Sql(connection, "INSERT OR REPLACE INTO draining VALUES (?, ?, ?)");
        undrain = new Sql(connection, "DELETE FROM draining WHERE pool_id = ?");
        reload = new Sql(connection, "INSERT OR REPLACE INTO reloaded VALUES (?, ?, ?, ?)");
        asConfigured = new Sql(connection, "DELETE FROM reloaded WHERE pool_id = ?");
        bind = new Sql(connection, "INSERT OR REPLACE INTO replica VALUES (?, ?, ?, ?, ?)");
        unbind =
                new Sql(
                        connection,
                        "DELETE FROM replica WHERE node = ? AND pool = ? AND replica = ?");
        learn = new Sql(connection, "INSERT OR REPLACE INTO forecast VALUES (1, ?, ?)");
    }

    /** Whether a prompt was removed since this was last asked. */
    boolean removedPrompt() {
        boolean removed = removedPrompt;
        removedPrompt = false;
        return removed;
    }

    void apply(Entry entry) throws SQLException {
        switch (entry) {
            case Entry.TaskAdmitted admitted -> admit(admitted);
            case Entry.TaskMoved moved -> move(moved);
            case Entry.TaskEnded ended -> end(ended);
            case Entry.SessionSaved saved -> {
                Session session = saved.session();
                saveSession
                        .text(session.caller())
                        .text(session.sessionId())
                        .number(saved.epoch())
                        .text(ReplicaFields.write(session))
                        .run();
            }
            case Entry.SessionRemoved removed ->
                    removeSession.text(removed.caller()).text(removed.sessionId()).run();
            case Entry.BudgetSaved saved ->
                    saveBudget
                            .text(saved.usage().caller())
                            .number(saved.epoch())
                            .text(BudgetFields.write(saved.usage()))
                            .run();
            case Entry.PoolDraining draining ->
                    drain.text(draining.poolId())
                            .number(draining.epoch())
                            .numberOrNull(draining.deadlineAtMs())
                            .run();
            case Entry.PoolUndrained undrained -> undrain.text(undrained.poolId()).run();
            case Entry.PoolReloaded reloaded ->
                    reload.text(reloaded.poolId())
                            .number(reloaded.epoch())
                            .text(reloaded.configured())
                            .text(reloaded.served())
                            .run();
            case Entry.PoolAsConfigured configured -> asConfigured.text(configured.poolId()).run();
            case Entry.ReplicaBound bound -> {
                ReplicaId id = bound.status().id();
                bind.text(id.node())
                        .text(id.pool())
                        .text(id.replica())
                        .number(bound.epoch())
                        .text(ReplicaFields.write(bound.status()))
                        .run();
            }
            case Entry.ReplicaUnbound unbound -> place(unbind, unbound.id()).run();
            case Entry.ForecastLearned learned ->
                    learn.number(learned.epoch()).text(learned.state()).run();
        }
    }

    private void admit(Entry.TaskAdmitted admitted) throws SQLException {
        var task = admitted.task();
        removeBody.text(task.taskId()).run(); // of the same admission, should it come twice
        admit.number(admitted.order())
                .text(task.taskId())
                .text(task.caller())
                .text(task.idempotencyKey())
                .text(task.sessionId())
                .number(admitted.epoch())
                .number(admitted.atMs())
                .text(TaskFields.kept(task, admitted.told()))
                .text(TaskFields.live(task, admitted.reserved()))
                .text(admitted.told().poolId())
                .run();
        keepBody.bytes(task.body().utf8()).run();
    }

    private void move(Entry.TaskMoved moved) throws SQLException {
        place(
                        move.number(moved.epoch()).number(moved.attempt()).number(moved.failures()),
                        moved.replica())
                .number(moved.startedAtMs())
                .text(moved.taskId())
                .run();
    }

    private void end(Entry.TaskEnded ended) throws SQLException {
        place(end.number(ended.epoch()).number(ended.attempts()), ended.replica())
                .number(ended.startedAtMs())
                .number(ended.firstTokenAtMs())
                .number(ended.endedAtMs())
                .text(TerminalFields.write(ended.terminal()))
                .text(ended.taskId())
                .run();
        if (removeBody.text(ended.taskId()).run() > 0) {
            removedPrompt = true;
        }
    }

    private static Sql place(Sql statement, @Nullable ReplicaId id) throws SQLException {
        return id == null
                ? statement.text(null).text(null).text(null)
                : statement.text(id.node()).text(id.pool()).text(id.replica());
    }
}
