package org.llamaorch.orchestrator.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A statement prepared once, its parameters bound in order. Confined to its connection's thread.
 */
final class Sql implements AutoCloseable {

    /** Reads the row a result stands on; columns count from 1. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Runs the statement, its parameters being bound. */
    @FunctionalInterface
    private interface Run<T> {
        T run(PreparedStatement statement) throws SQLException;
    }

    private final Connection connection;
    private final String text;
    private PreparedStatement statement;
    private int bound;

    Sql(Connection connection, String text) throws SQLException {
        this.connection = connection;
        this.text = text;
        statement = connection.prepareStatement(text);
    }

    Sql text(@Nullable String value) throws SQLException {
        if (value == null) {
            statement.setNull(++bound, Types.VARCHAR);
        } else {
            statement.setString(++bound, value);
        }
        return this;
    }

    Sql number(long value) throws SQLException {
        statement.setLong(++bound, value);
        return this;
    }

    Sql numberOrNull(@Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(++bound, Types.BIGINT);
            return this;
        }
        return number(value);
    }

    Sql bytes(byte[] value) throws SQLException {
        statement.setBytes(++bound, value);
        return this;
    }

    /** Runs a change; answers how many rows it touched. */
    int run() throws SQLException {
        return execute(PreparedStatement::executeUpdate);
    }

    <T> Optional<T> first(Row<T> reader) throws SQLException {
        return rows(rows -> rows.next() ? Optional.of(reader.read(rows)) : Optional.empty());
    }

    <T> List<T> all(Row<T> reader) throws SQLException {
        return rows(rows -> {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(reader.read(rows));
            }
            return all;
        });
    }

    /** Hands over all rows, before the first. */
    <T> T rows(Row<T> reader) throws SQLException {
        return execute(prepared -> {
            try (ResultSet rows = prepared.executeQuery()) {
                return reader.read(rows);
            }
        });
    }

    /** The driver finalizes a statement that fails; it is prepared anew for the next run. */
    private <T> T execute(Run<T> run) throws SQLException {
        bound = 0;
        try {
            return run.run(statement);
        } catch (SQLException e) {
            try {
                statement.close();
                statement = connection.prepareStatement(text);
            } catch (SQLException unprepared) {
                e.addSuppressed(unprepared);
            }
            throw e;
        }
    }

    /** A long column that may be NULL. */
    static @Nullable Long longOrNull(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : (Long) value;
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
