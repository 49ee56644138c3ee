package org.llamaorch.orchestrator.journal;

import java.util.List;

/**
 * The journal's tables. One row a task from its admission until its id is forgotten; its body in a
 * row of its own, which goes at the terminal. A row's place only grows; the scheduler's admission
 * order is another thing, because a new life counts on from the tasks that still live, and so may
 * use the order of an ended task again.
 */
final class Schema {

    /** Raised with every change of the tables; a newer one is refused (see {@link Database}). */
    static final int VERSION = 3;

    /** Marks the file as ours: "llor" in ASCII. */
    static final int APPLICATION_ID = 0x6c6c6f72;

    private static final String BUDGET =
            """
            CREATE TABLE budget (
              caller TEXT PRIMARY KEY, epoch INTEGER NOT NULL, fields TEXT NOT NULL
            ) STRICT, WITHOUT ROWID;
            """;

    private static final String RELOADED =
            """
            CREATE TABLE reloaded (
              pool_id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, configured TEXT,
              served TEXT NOT NULL
            ) STRICT, WITHOUT ROWID;
            """;

    /** Whether a journal of version 1 has orders of admission: the first ones had places alone. */
    static final String COUNT_OF_ORDERS =
            "SELECT count(*) FROM pragma_table_info('task') WHERE name = 'admission_order'";

    /** Gives it these: there the place was the order. */
    static final String ORDERS =
            """
            BEGIN;
            ALTER TABLE task ADD COLUMN admission_order INTEGER NOT NULL DEFAULT 0;
            UPDATE task SET admission_order = place;
            DROP INDEX task_alive;
            CREATE INDEX task_alive ON task (admission_order) WHERE ended_at_ms IS NULL;
            COMMIT;
            """;

    private static final String TABLES =
            """
            CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
            CREATE TABLE task (
              place INTEGER PRIMARY KEY,
              admission_order INTEGER NOT NULL,
              task_id TEXT NOT NULL UNIQUE,
              caller TEXT NOT NULL,
              idempotency_key TEXT,
              session_id TEXT NOT NULL,
              admitted_epoch INTEGER NOT NULL,
              admitted_at_ms INTEGER NOT NULL,
              kept TEXT NOT NULL,
              live TEXT,
              moved_epoch INTEGER,
              attempts INTEGER NOT NULL DEFAULT 0,
              failures INTEGER NOT NULL DEFAULT 0,
              node TEXT,
              pool_id TEXT,
              replica TEXT,
              started_at_ms INTEGER NOT NULL DEFAULT 0,
              first_token_at_ms INTEGER NOT NULL DEFAULT 0,
              ended_epoch INTEGER,
              ended_at_ms INTEGER,
              terminal TEXT
            ) STRICT;
            CREATE INDEX task_alive ON task (admission_order) WHERE ended_at_ms IS NULL;
            CREATE INDEX task_by_key ON task (caller, idempotency_key)
              WHERE idempotency_key IS NOT NULL;
            CREATE INDEX task_by_age ON task (admitted_at_ms, task_id);
            CREATE INDEX task_by_session ON task (session_id, admitted_at_ms, task_id);
            CREATE INDEX task_by_end ON task (ended_at_ms) WHERE ended_at_ms IS NOT NULL;
            CREATE TABLE body (place INTEGER PRIMARY KEY, utf8 BLOB NOT NULL) STRICT;
            CREATE TABLE session (
              caller TEXT NOT NULL, session_id TEXT NOT NULL, epoch INTEGER NOT NULL,
              fields TEXT NOT NULL, PRIMARY KEY (caller, session_id)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE draining (
              pool_id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, deadline_at_ms INTEGER
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE replica (
              node TEXT NOT NULL, pool TEXT NOT NULL, replica TEXT NOT NULL,
              epoch INTEGER NOT NULL, fields TEXT NOT NULL, PRIMARY KEY (node, pool, replica)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE forecast (
              one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL, state TEXT NOT NULL
            ) STRICT;
            """
                    + RELOADED
                    + BUDGET;

    /** What each format added to the one before it, from the second on. */
    private static final List<String> STEPS = List.of(RELOADED, BUDGET);

    private Schema() {}

    /** Everything that makes a journal of an older format one of this. */
    static String upgrade(long from) {
        return "BEGIN;"
                + String.join("", STEPS.subList((int) from - 1, STEPS.size()))
                + "PRAGMA user_version = "
                + VERSION
                + "; COMMIT;";
    }

    /** Everything that makes an empty database a journal. */
    static String script() {
        return "BEGIN;"
                + TABLES
                + "PRAGMA application_id = "
                + APPLICATION_ID
                + "; PRAGMA user_version = "
                + VERSION
                + "; COMMIT;";
    }
}
