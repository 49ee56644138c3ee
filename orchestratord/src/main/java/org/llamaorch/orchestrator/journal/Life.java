package org.llamaorch.orchestrator.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Which life of the daemon this is, and whether the machine was restarted since the last.
 *
 * @param epoch counts the lives from 1
 * @param latestMs the latest admission or end in the journal, epoch milliseconds
 */
record Life(long epoch, boolean rebooted, long latestMs) {

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** Counts this life and keeps the machine's boot with it. */
    static Life begin(Connection connection) throws SQLException {
        String boot = bootId();
        try (Sql read = new Sql(connection, "SELECT value FROM meta WHERE name = ?");
                Sql write = new Sql(connection, "INSERT OR REPLACE INTO meta VALUES (?, ?)");
                Sql latest =
                        new Sql(
                                connection,
                                """
                                SELECT max(
                                  (SELECT coalesce(max(admitted_at_ms), 0) FROM task),
                                  (SELECT coalesce(max(ended_at_ms), 0) FROM task
                                   WHERE ended_at_ms IS NOT NULL))
                                """)) {
            long lives = value(read, "epoch").map(Long::parseLong).orElse(0L);
            Optional<String> bootBefore = value(read, "boot");
            write.text("epoch").text(Long.toString(lives + 1)).run();
            write.text("boot").text(boot).run();
            return new Life(
                    lives + 1,
                    bootBefore.isPresent() && !bootBefore.get().equals(boot),
                    latest.first(row -> row.getLong(1)).orElse(0L));
        }
    }

    private static Optional<String> value(Sql read, String name) throws SQLException {
        return read.text(name).first(row -> row.getString(1));
    }

    /** The machine's boot; where it cannot be told, every life counts as the same boot. */
    private static String bootId() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException _) {
            return "unknown";
        }
    }
}
