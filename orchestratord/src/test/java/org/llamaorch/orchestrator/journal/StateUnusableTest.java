package org.llamaorch.orchestrator.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One sentence for each way in which a state folder cannot be used. */
class StateUnusableTest {

    @TempDir Path parent = Path.of(".");
    private Path state = Path.of(".");
    private Path file = Path.of(".");

    @BeforeEach
    void makeAJournal() {
        state = parent.resolve("state");
        file = state.resolve(Database.FILE);
        openAndClose();
    }

    @Test
    void refusesAFileCutShort() throws IOException {
        try (RandomAccessFile journal = new RandomAccessFile(file.toFile(), "rw")) {
            journal.setLength(journal.length() - 5_000);
        }
        refusedWith("The journal " + file + " is damaged or cut short: put a copy of it back");
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        Files.write(file, new byte[0]);
        refusedWith("is damaged or cut short");
    }

    @Test
    void refusesWhatIsNoDatabase() throws IOException {
        Files.writeString(file, "Once upon a time ".repeat(1_000));
        refusedWith("The file " + file + " is not a journal of llama-orch: move it away");
    }

    @Test
    void refusesAnotherProgramsDatabase() throws IOException, SQLException {
        Files.delete(file);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE other (a)");
        }
        refusedWith("is not a journal of llama-orch");
    }

    @Test
    void refusesTheJournalOfANewerVersion() throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA user_version = " + (Schema.VERSION + 1));
        }
        refusedWith(
                "was written by a newer llama-orch (format "
                        + (Schema.VERSION + 1)
                        + ", this one reads "
                        + Schema.VERSION
                        + "): start the");
    }

    @Test
    void refusesAFolderThatIsAFile() throws IOException {
        state = parent.resolve("file");
        Files.writeString(state, "");
        refusedWith("The state folder " + state + " is a file: move it away");
    }

    @Test
    void refusesAFolderBelowAFile() throws IOException {
        Files.writeString(parent.resolve("file"), "");
        state = parent.resolve("file/state");
        refusedWith("The state folder " + state);
    }

    @Test
    void refusesAFolderThatAnotherDaemonHoldsAndNamesItsProcess() throws Exception {
        Process other =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        FolderHolder.class.getName(),
                                        state.toString()))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            assertThat(new String(other.getInputStream().readNBytes(5), StandardCharsets.UTF_8))
                    .isEqualTo("held\n");
            refusedWith(
                    "Another daemon (process "
                            + other.pid()
                            + ") uses the state folder "
                            + state
                            + ": stop it, or set LLAMA_ORCH_HOME to another folder.");
        } finally {
            other.destroyForcibly();
        }
        assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
        openAndClose();
    }

    @Test
    void refusesAFolderThatItHoldsItself() {
        try (StateFolder _ = StateFolder.open(state)) {
            assertThatThrownBy(() -> StateFolder.open(state))
                    .isInstanceOf(StateUnusable.class)
                    .hasMessageContaining("holds the state folder");
        }
    }

    private void refusedWith(String words) {
        assertThatThrownBy(this::openAndClose)
                .isInstanceOf(StateUnusable.class)
                .hasMessageContaining(words)
                .satisfies(refusal -> assertThat(refusal.getMessage()).endsWith("."));
    }

    private void openAndClose() {
        try (StateFolder folder = StateFolder.open(state);
                Journal journal =
                        SqliteJournal.open(
                                folder,
                                JournalSettings.defaults(Durability.PROCESS),
                                System::currentTimeMillis)) {
            assertThat(journal.recover()).isEmpty();
        }
    }
}
