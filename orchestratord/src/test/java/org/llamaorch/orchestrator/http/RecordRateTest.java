package org.llamaorch.orchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A flood is counted and not written. */
final class RecordRateTest {

    private long nowNanos;

    @Test
    void writesAMinutesWorthAtOnceAndCountsTheRest() {
        RecordRate rate = new RecordRate(3, () -> nowNanos);

        assertThat(rate.take()).hasValue(0);
        assertThat(rate.take()).hasValue(0);
        assertThat(rate.take()).hasValue(0);
        for (int i = 0; i < 1_000; i++) {
            assertThat(rate.take()).isEmpty();
        }
        nowNanos += TimeUnit.SECONDS.toNanos(21);
        assertThat(rate.take()).hasValue(1_000);
        assertThat(rate.take()).isEmpty();
    }

    @Test
    void neverSavesUpMoreThanAMinutesWorth() {
        RecordRate rate = new RecordRate(2, () -> nowNanos);
        nowNanos += TimeUnit.HOURS.toNanos(5);

        assertThat(rate.take()).hasValue(0);
        assertThat(rate.take()).hasValue(0);
        assertThat(rate.take()).isEmpty();
    }
}
