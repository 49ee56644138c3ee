package org.llamaorch.orchestrator.journal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.budget.Usage;
import org.llamaorch.core.scheduler.Entry;
import org.sqlite.jdbc4.JDBC4Connection;

class SqliteJournalTest extends JournalContract {

    private static final String PROMPT = "the prompt that nobody may find afterwards";

    @TempDir Path parent = Path.of(".");
    private int opened;
    private @Nullable StateFolder held;

    @Override
    Journal open(long rememberMax) {
        releaseFolder();
        held = StateFolder.open(parent.resolve("state" + opened++));
        return SqliteJournal.open(folder(), settings(rememberMax), nowMs::get);
    }

    @Override
    Journal again() {
        journal.close();
        journal = SqliteJournal.open(folder(), settings(1_000), nowMs::get);
        return journal;
    }

    @AfterEach
    void releaseFolder() {
        if (held != null) {
            held.close();
        }
    }

    private StateFolder folder() {
        return requireNonNull(held);
    }

    private static final long RESULT_MS = 60_000;

    private static JournalSettings settings(long rememberMax) {
        return new JournalSettings(
                false, DAY_MS, RESULT_MS, rememberMax, 64, 4_096, 1, 20, 1 << 20, 1_000, 100);
    }

    @Test
    void countsItsLives() {
        assertThat(journal.epoch()).isEqualTo(1);
        assertThat(again().epoch()).isEqualTo(2);
        assertThat(again().epoch()).isEqualTo(3);
        assertThat(journal.rebooted()).isFalse();
    }

    @Test
    void forgetsAResultOnceItsStreamSurelyHasIt() {
        admit("t1", "ann", null, 500);
        Entry.TaskEnded ended = Samples.ended("t1", nowMs.get());
        Terminal.End end = (Terminal.End) ended.terminal();
        Terminal.End embedded =
                new Terminal.End(
                        0, 0, end.tokensIn(), 0, end.finishReason(), null, null, "", "[0.5]");
        journal.write(
                List.of(
                        new Entry.TaskEnded(
                                1, "t1", embedded, 1, ended.replica(), 0, 0, ended.endedAtMs())));
        journal.commit();
        assertThat(journal.endOf("t1").orElseThrow().terminal()).isEqualTo(embedded);

        nowMs.addAndGet(RESULT_MS);
        admit("t2", "ann", null, 501);
        assertThat(journal.endOf("t1").orElseThrow().terminal())
                .isEqualTo(
                        new Terminal.End(
                                0, 0, end.tokensIn(), 0, end.finishReason(), null, null, "", null));
    }

    @Test
    void takesUpAJournalOfTheFormatBeforeBudgets() throws SQLException {
        admit("t1", "ann", null, 500);
        journal.close();
        Path file = folder().path().resolve(Database.FILE);
        try (Connection old = new JDBC4Connection("", file.toString(), new Properties());
                Statement statement = old.createStatement()) {
            statement.executeUpdate("DROP TABLE budget; PRAGMA user_version = 2");
        }

        journal = SqliteJournal.open(folder(), settings(1_000), nowMs::get);
        Entry saved = new Entry.BudgetSaved(2, new Usage("ann", 7, new Spending(1, 2, 3)));
        journal.write(List.of(saved));
        journal.commit();

        assertThat(again().recover()).hasSize(2).contains(saved);
    }

    @Test
    void tellsTheLatestTimeItKnows() {
        admit("t1", "ann", null, 500);
        assertThat(again().latestMs()).isEqualTo(1_500);
        end("t1");
        assertThat(again().latestMs()).isEqualTo(nowMs.get());
    }

    @Test
    void keepsATurnWholeOrNotAtAll() {
        admit("t1", "ann", null, 1);
        journal.write(List.of(Samples.admitted(Samples.task("t2", "ann", null, "{}"), 2, 9)));
        journal.write(List.of(Samples.ended("t1", 10)));
        List<Entry> kept = again().recover();
        assertThat(kept)
                .singleElement()
                .isInstanceOfSatisfying(
                        Entry.TaskAdmitted.class,
                        task -> assertThat(task.task().taskId()).isEqualTo("t1"));
    }

    /** The files of a process that was killed are those of one that still runs. */
    @Test
    void recoversFromTheFilesOfAKilledDaemon() throws IOException {
        admit("t1", "ann", null, 1);
        admit("t2", "ann", null, 2);
        end("t1");
        StateFolder copy = StateFolder.open(parent.resolve("copy"));
        // The log first: meanwhile it may be moved into the database.
        for (String file : List.of(Database.FILE + "-wal", Database.FILE)) {
            Files.copy(folder().path().resolve(file), copy.path().resolve(file));
        }
        try (copy;
                Journal next = SqliteJournal.open(copy, settings(1_000), nowMs::get)) {
            assertThat(next.epoch()).isEqualTo(2);
            assertThat(next.endOf("t1")).isPresent();
            assertThat(next.recover())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Entry.TaskAdmitted.class,
                            task -> assertThat(task.task().taskId()).isEqualTo("t2"));
        }
    }

    @Test
    void leavesNoPromptInAnyFileAfterTheTerminal() {
        String body = "{\"prompt\":\"" + (PROMPT + " ").repeat(500) + "\"}";
        journal.write(List.of(Samples.admitted(Samples.task("t1", "ann", null, body), 1, 10)));
        journal.commit();
        assertThat(promptIsOnDisk()).isTrue();
        end("t1");
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (promptIsOnDisk() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(5_000_000);
        }
        assertThat(promptIsOnDisk()).isFalse();
    }

    @Test
    void isForItsOwnerOnly() throws IOException {
        admit("t1", "ann", null, 1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder().path())))
                .isEqualTo("rwx------");
        for (String file : List.of("", "-wal", "-shm")) {
            Path path = folder().path().resolve(Database.FILE + file);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void keepsTheDriversLibraryUnpacked() throws IOException {
        try (Stream<Path> files = Files.walk(folder().path().resolve("native"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .singleElement()
                    .satisfies(file -> assertThat(file).isNotEmptyFile());
        }
    }

    @Test
    void failsWhenTheFileIsDamagedUnderIt() throws IOException {
        for (int task = 1; task <= 200; task++) {
            admit("t" + task, "ann", null, task);
        }
        journal.close();
        Path file = folder().path().resolve(Database.FILE);
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 4_096; at < bytes.length; at++) {
            bytes[at] = (byte) (at * 31);
        }
        Files.write(file, bytes);
        assertThatThrownBy(() -> again().recover())
                .isInstanceOf(StateUnusable.class)
                .hasMessageContaining("is damaged");
    }

    private boolean promptIsOnDisk() {
        try (Stream<Path> files = Files.list(folder().path())) {
            return files.filter(Files::isRegularFile).anyMatch(SqliteJournalTest::holdsPrompt);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holdsPrompt(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .contains(PROMPT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void takesUpAJournalOfTheFormatBefore() throws Exception {
        Entry drain = new Entry.PoolDraining(1, "p", null);
        journal.write(List.of(drain, new Entry.PoolReloaded(1, "p", "a", "b")));
        journal.commit();
        journal.close();
        try (Stream<Path> files = Files.list(folder().path())) {
            Path file = files.filter(each -> each.toString().endsWith(".db")).findFirst().get();
            try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    var statement = connection.createStatement()) {
                statement.executeUpdate(
                        "DROP TABLE reloaded; DROP TABLE budget; PRAGMA user_version = 1");
            }
        }

        assertThat(again().recover()).containsExactly(drain);
        Entry reloaded = new Entry.PoolReloaded(2, "p", null, "c");
        journal.write(List.of(reloaded));
        journal.commit();
        assertThat(again().recover()).containsExactly(drain, reloaded);
    }

    @Test
    void takesUpTheFirstJournalsWhichHadNoOrdersOfAdmission() throws Exception {
        Entry.TaskAdmitted first = Samples.admitted(Samples.task("a", "alice", null, "one"), 1, 10);
        Entry.TaskAdmitted second =
                Samples.admitted(Samples.task("b", "alice", null, "two"), 2, 11);
        journal.write(List.of(first, second));
        journal.commit();
        journal.close();
        Path file = folder().path().resolve(Database.FILE);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.executeUpdate(
                    "DROP INDEX task_alive; ALTER TABLE task DROP COLUMN admission_order;"
                            + " CREATE INDEX task_alive ON task (place) WHERE ended_at_ms IS NULL;"
                            + " DROP TABLE reloaded; DROP TABLE IF EXISTS budget;"
                            + " PRAGMA user_version = 1");
        }

        assertThat(again().recover()).containsExactly(first, second);
    }
}
