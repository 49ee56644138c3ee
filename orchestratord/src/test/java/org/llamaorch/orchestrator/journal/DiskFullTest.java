package org.llamaorch.orchestrator.journal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk, which SQLite reports the same way when its own limit of pages is reached. */
class DiskFullTest {

    private static final String BODY = "b".repeat(20_000);

    @TempDir Path parent = Path.of(".");
    private final AtomicLong nowMs = new AtomicLong(1_000);
    private final PageReserve reserve = new PageReserve();
    private @Nullable StateFolder folder;
    private Journal journal = new MemoryJournal(nowMs::get, 1, 1);

    /** Gives up pages instead of a file. */
    private static final class PageReserve implements Reserve {
        private volatile boolean spaceIsBack;
        private @Nullable Connection connection;
        private int reservedPages = 40;

        void limit(int pages) throws SQLException {
            try (var statement = requireNonNull(connection).createStatement()) {
                statement.execute("PRAGMA max_page_count = " + pages);
            }
        }

        @Override
        public void release() {
            try {
                limit(60 + reservedPages);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public boolean restore() {
            return spaceIsBack;
        }
    }

    @BeforeEach
    void openNearlyFull() throws SQLException {
        StateFolder state = StateFolder.open(parent.resolve("state"));
        folder = state;
        reserve.spaceIsBack = true;
        journal =
                SqliteJournal.open(
                        state,
                        new JournalSettings(
                                false, 1_000_000, 60_000, 1_000, 64, 4_096, 100, 1_000, 1 << 20, 10,
                                10),
                        nowMs::get,
                        connection -> {
                            reserve.connection = connection;
                            return reserve;
                        });
        // A look through the reader comes after the reserve's first restore.
        assertThat(JournalContract.done(journal.ended("none"))).isEmpty();
        reserve.spaceIsBack = false;
        reserve.limit(60);
    }

    @AfterEach
    void close() {
        journal.close();
        requireNonNull(folder).close();
    }

    @Test
    void writesTheTurnIntoTheReserveAndSaysThatTheDiskIsFull() {
        int admitted = admitUntilFull();
        assertThat(journal.recover()).hasSize(admitted);
        journal.write(List.of(Samples.ended("t1", 2_000)));
        journal.commit();
        assertThat(journal.endOf("t1")).isPresent();
        assertThat(journal.recover()).hasSize(admitted - 1);
    }

    @Test
    void isNotFullAnyMoreOnceTheReserveIsBack() {
        admitUntilFull();
        nowMs.addAndGet(1_000);
        assertThat(journal.full()).isTrue();
        reserve.spaceIsBack = true;
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (journal.full() && System.nanoTime() < deadline) {
            nowMs.addAndGet(100);
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(journal.full()).isFalse();
    }

    @Test
    void failsWhenTheReserveIsFullToo() {
        reserve.reservedPages = 0;
        assertThatThrownBy(this::admitUntilFull)
                .isInstanceOf(JournalFailed.class)
                .hasMessageContaining("cannot be written");
    }

    private int admitUntilFull() {
        int admitted = 0;
        while (!journal.full()) {
            admitted++;
            assertThat(admitted).isLessThan(100);
            journal.write(
                    List.of(
                            Samples.admitted(
                                    Samples.task("t" + admitted, "ann", null, BODY),
                                    admitted,
                                    nowMs.get())));
            journal.commit();
        }
        return admitted;
    }
}
