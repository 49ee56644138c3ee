package org.llamaorch.orchestrator.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LifeClockTest {

    private static final long DAY_MS = 24 * 3_600_000L;

    private final AtomicLong wallMs = new AtomicLong(1_000_000_000_000L);
    private final AtomicLong monotonicMs = new AtomicLong(-5_000);
    private final LifeClock clock =
            new LifeClock(wallMs::get, () -> monotonicMs.get() * 1_000_000L);

    @Test
    void goesWithTheWallClock() {
        pass(1_500);
        wallMs.addAndGet(1_500);
        assertThat(clock.getAsLong()).isEqualTo(1_000_000_001_500L);
    }

    @Test
    void neitherGoesBackNorStandsStillWhenTheWallClockIsSetBack() {
        wallMs.addAndGet(-3_600_000);
        assertThat(clock.getAsLong()).isEqualTo(1_000_000_000_000L);
        pass(20);
        assertThat(clock.getAsLong()).isEqualTo(1_000_000_000_020L);
    }

    @Test
    void believesAWallClockSetForwardAndKeepsThatWhenItIsSetBackAgain() {
        wallMs.addAndGet(3_600_000);
        assertThat(clock.getAsLong()).isEqualTo(1_000_003_600_000L);
        wallMs.addAndGet(-3_600_000);
        pass(10);
        assertThat(clock.getAsLong()).isEqualTo(1_000_003_600_010L);
    }

    @Test
    void goesOnFromTheJournalWhenTheClockWasSetBackBetweenTwoLives() {
        clock.notBefore(1_000_000_060_000L);
        pass(5);
        assertThat(clock.getAsLong()).isEqualTo(1_000_000_060_005L);
    }

    @Test
    void doesNotBelieveAJournalFromTheFarFuture() {
        clock.notBefore(wallMs.get() + DAY_MS + 1);
        assertThat(clock.getAsLong()).isEqualTo(1_000_000_000_000L);
    }

    private void pass(long elapsedMs) {
        monotonicMs.addAndGet(elapsedMs);
    }
}
