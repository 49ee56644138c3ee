package org.llamaorch.orchestrator.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Properties;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * Opens the journal's file, making it where it is missing, and says in one sentence why it cannot.
 */
final class Database {

    static final String FILE = "journal.db";

    private static final int HEADER_BYTES = 100;
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private final Path file;
    private final boolean syncEachTurn;

    Database(Path folder, boolean syncEachTurn) {
        this.file = folder.resolve(FILE);
        this.syncEachTurn = syncEachTurn;
    }

    Path logFile() {
        return file.resolveSibling(FILE + "-wal");
    }

    /**
     * The connection that writes, checked and ready.
     *
     * @throws StateUnusable when the file is not a journal that this program can use
     */
    Connection openForWriting() {
        try {
            if (Files.notExists(file)) {
                create();
            }
            checkHeader();
            Connection connection = connect(file);
            try {
                takeUpVersion(connection);
                return connection;
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw unusable(e);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** A second connection, to read from. */
    Connection openForReading() throws SQLException {
        return connect(file);
    }

    /** What an error while opening means for the person who started the daemon. */
    StateUnusable unusable(Exception e) {
        if (e instanceof SQLiteException sqlite) {
            SQLiteErrorCode code = sqlite.getResultCode();
            String name = code.name();
            if (name.startsWith("SQLITE_READONLY")
                    || name.startsWith("SQLITE_CANTOPEN")
                    || name.startsWith("SQLITE_PERM")
                    || name.startsWith("SQLITE_AUTH")) {
                return notWritable(e);
            }
            if (name.startsWith("SQLITE_FULL") || name.startsWith("SQLITE_IOERR")) {
                return new StateUnusable(
                        "The disk under the journal " + file + " is full or failing: make room.",
                        e);
            }
            if (name.startsWith("SQLITE_BUSY")) {
                return new StateUnusable(
                        "Another program holds the journal " + file + ": end it first.", e);
            }
            return damaged(e);
        }
        return e instanceof IOException ? notWritable(e) : damaged(e);
    }

    private StateUnusable notWritable(Exception e) {
        return new StateUnusable(
                "The journal "
                        + file
                        + " cannot be read and written: give it and its folder to this user, or"
                        + " set LLAMA_ORCH_HOME to another folder.",
                e);
    }

    private StateUnusable damaged(Exception e) {
        return new StateUnusable(damage(), e);
    }

    private String damage() {
        return "The journal "
                + file
                + " is damaged or cut short: put a copy of it back, or move it away to start with"
                + " an empty one.";
    }

    /** Under another name until it is whole, so that a short file is never a young one. */
    private void create() throws SQLException, IOException {
        Path young = file.resolveSibling(FILE + ".new");
        for (String end : new String[] {"", "-wal", "-shm", "-journal"}) {
            Files.deleteIfExists(young.resolveSibling(young.getFileName() + end));
        }
        Files.createFile(
                young,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (Connection connection = new JDBC4Connection("", young.toString(), new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.executeUpdate(Schema.script());
        }
        Files.move(young, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * What SQLite would notice late or not at all: another file's content, and pages that are
     * missing although the log, which might hold them, is empty.
     */
    private void checkHeader() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        long size;
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            size = channel.size();
            while (header.hasRemaining() && channel.read(header) > 0) {
                // until it is full or the file ends
            }
        }
        if (size > 0 && !Arrays.equals(MAGIC, 0, MAGIC.length, header.array(), 0, MAGIC.length)) {
            throw notOurs();
        }
        boolean logIsEmpty = Files.notExists(logFile()) || Files.size(logFile()) == 0;
        int pageBytes = Short.toUnsignedInt(header.getShort(16));
        long pages = Integer.toUnsignedLong(header.getInt(28));
        long wholeBytes = pages * (pageBytes == 1 ? 65_536 : pageBytes);
        if (size < HEADER_BYTES || (logIsEmpty && size < wholeBytes)) {
            throw new StateUnusable(damage());
        }
    }

    private void takeUpVersion(Connection connection) throws SQLException {
        if (number(connection, "PRAGMA application_id") != Schema.APPLICATION_ID) {
            throw notOurs();
        }
        long version = number(connection, "PRAGMA user_version");
        if (version > Schema.VERSION) {
            throw new StateUnusable(
                    "The journal "
                            + file
                            + " was written by a newer llama-orch (format "
                            + version
                            + ", this one reads "
                            + Schema.VERSION
                            + "): start the newer one, or set LLAMA_ORCH_HOME to another folder.");
        }
        if (version < 1) {
            throw notOurs();
        }
        if (version == 1 && number(connection, Schema.COUNT_OF_ORDERS) == 0) {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(Schema.ORDERS);
            }
        }
        if (version < Schema.VERSION) {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(Schema.upgrade(version));
            }
        }
    }

    private StateUnusable notOurs() {
        return new StateUnusable(
                "The file "
                        + file
                        + " is not a journal of llama-orch: move it away to start with an empty"
                        + " one.");
    }

    private Connection connect(Path path) throws SQLException {
        Connection connection = new JDBC4Connection("", path.toString(), new Properties());
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 30000");
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = " + (syncEachTurn ? "FULL" : "NORMAL"));
            statement.execute("PRAGMA secure_delete = ON");
            statement.execute("PRAGMA wal_autocheckpoint = 0");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static long number(Connection connection, String pragma) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(pragma)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
