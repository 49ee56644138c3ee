package org.llamaorch.orchestrator.journal;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Removes ended tasks whose ids need not be remembered any more, a bounded number a turn, and
 * before that the results of embeddings and rankings, once their stream surely has them. Confined
 * to the core thread.
 */
final class Forgetting {

    /** How far back an earlier life may have left results. */
    private static final long FIRST_LOOK_MS = 600_000;

    private final JournalSettings settings;
    private final Sql byAge;
    private final Sql byCount;
    private final Sql oldestEnd;
    private final Sql bounds;
    private final Sql results;
    private long nextResultsMs;
    private long resultsGoneMs;
    private long nextLookMs;
    private long newestPlace;
    private long oldestPlace;

    Forgetting(Connection connection, JournalSettings settings) throws SQLException {
        this.settings = settings;
        byAge =
                new Sql(
                        connection,
                        """
                        DELETE FROM task WHERE place IN (
                          SELECT place FROM task WHERE ended_at_ms < ?
                          ORDER BY ended_at_ms LIMIT ?)
                        """);
        byCount =
                new Sql(
                        connection,
                        """
                        DELETE FROM task WHERE place IN (
                          SELECT place FROM task WHERE place <= ? AND ended_at_ms IS NOT NULL
                          ORDER BY place LIMIT ?)
                        """);
        oldestEnd =
                new Sql(
                        connection,
                        "SELECT min(ended_at_ms) FROM task WHERE ended_at_ms IS NOT NULL");
        results =
                new Sql(
                        connection,
                        """
                        UPDATE task SET terminal = json_remove(terminal, '$.resultJson')
                        WHERE ended_at_ms > ? AND ended_at_ms <= ?
                          AND terminal LIKE '%"resultJson"%'
                        """);
        bounds = new Sql(connection, "SELECT min(place), max(place) FROM task");
        readBounds();
    }

    /** A task was admitted: the next place is taken. */
    void admitted() {
        newestPlace++;
    }

    /** Removes what is due, within the turn's transaction. */
    void forget(long nowMs) throws SQLException {
        forgetResults(nowMs);
        if (nowMs >= nextLookMs) {
            int removed =
                    byAge.number(nowMs - settings.rememberMs()).number(settings.pruneBatch()).run();
            if (removed < settings.pruneBatch()) {
                Long oldest = oldestEnd.first(row -> row.getLong(1)).orElse(0L);
                nextLookMs = (oldest == 0 ? nowMs : oldest) + settings.rememberMs() + 1;
            }
        }
        long lastForgotten = newestPlace - settings.rememberMax();
        if (oldestPlace <= lastForgotten) {
            byCount.number(lastForgotten).number(settings.pruneBatch()).run();
            readBounds();
        }
    }

    /** A result may be large; it is needed only until its stream has the terminal frame. */
    private void forgetResults(long nowMs) throws SQLException {
        if (nowMs < nextResultsMs) {
            return;
        }
        long until = nowMs - settings.resultMs();
        long from = resultsGoneMs == 0 ? until - FIRST_LOOK_MS : resultsGoneMs;
        results.number(from).number(until).run();
        resultsGoneMs = until;
        nextResultsMs = nowMs + settings.resultMs();
    }

    /**
     * The rows between the first and the last place are at most as many as the places, so counting
     * places keeps the limit without counting rows. Read again after a rollback.
     */
    void readBounds() throws SQLException {
        bounds.first(row -> {
            oldestPlace = row.getLong(1);
            newestPlace = row.getLong(2);
            return true;
        });
    }
}
