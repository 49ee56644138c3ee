package org.llamaorch.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LO-01: Retry-After is computed from the measured drain rate. */
class DrainRateTest {

    private static final long BEGIN_MS = 1_700_000_000_123L;

    private final Forecast forecast = new Forecast();

    @ParameterizedTest
    @ValueSource(longs = {2, 50, 250, 1_000, 4_000, 20_000})
    void measuresASteadyDrain(long everyMs) {
        long nowMs = BEGIN_MS;
        for (int i = 0; i < 5_000 && nowMs < BEGIN_MS + 120_000; i++) {
            nowMs += everyMs;
            forecast.started("pool", nowMs);
        }
        assertThat(forecast.drainRatePerSecond("pool", nowMs))
                .isCloseTo(1_000.0 / everyMs, withPercentage(everyMs > 10_000 ? 50 : 20));
        assertThat((double) forecast.retryAfterMs("pool", 10, 1, nowMs))
                .isCloseTo((double) Math.clamp(everyMs, 1_000L, 60_000L), withPercentage(50));
    }

    @Test
    void measuresNothingBeforeTwoTasksLeftAndAfterAMinuteOfSilence() {
        assertThat(forecast.drainRatePerSecond("pool", BEGIN_MS)).isZero();
        forecast.started("pool", BEGIN_MS);
        assertThat(forecast.drainRatePerSecond("pool", BEGIN_MS + 10)).isZero();
        forecast.started("pool", BEGIN_MS + 500);
        assertThat(forecast.drainRatePerSecond("pool", BEGIN_MS + 600)).isPositive();
        assertThat(forecast.drainRatePerSecond("pool", BEGIN_MS + 70_000)).isZero();
    }

    @Test
    void sinksWhileNothingLeaves() {
        for (int i = 0; i < 20; i++) {
            forecast.started("pool", BEGIN_MS + i * 100L);
        }
        double atOnce = forecast.drainRatePerSecond("pool", BEGIN_MS + 2_000);
        assertThat(forecast.drainRatePerSecond("pool", BEGIN_MS + 20_000)).isLessThan(atOnce / 5);
        assertThat(forecast.retryAfterMs("pool", 5, 1, BEGIN_MS + 40_000))
                .isGreaterThan(forecast.retryAfterMs("pool", 5, 1, BEGIN_MS + 2_000));
    }

    @Test
    void doesNotTakeAFirstBurstOntoFreeSlotsForThePaceOfTheQueue() {
        for (int i = 0; i < 20; i++) {
            forecast.finished(
                    new Observation(
                            "pool", "c", "m", 40, 10, 0, 101, null, null, 1, 100, 19_900, 20_000,
                            BEGIN_MS));
        }
        for (int i = 0; i < 4; i++) {
            forecast.started("pool", BEGIN_MS + i);
        }
        assertThat(forecast.retryAfterMs("pool", 100, 4, BEGIN_MS + 10))
                .as("four slots of twenty seconds: a place every five")
                .isBetween(2_500L, 7_500L);
    }

    @Test
    void takesThePriorWhenNothingIsMeasuredAndStaysWithinItsBounds() {
        assertThat(forecast.retryAfterMs("cold", 1, 1, BEGIN_MS)).isBetween(1_000L, 60_000L);
        assertThat(forecast.retryAfterMs("cold", 1, 0, BEGIN_MS)).isBetween(1_000L, 60_000L);
        assertThat(forecast.retryAfterMs("cold", 1, 1_000, BEGIN_MS)).isEqualTo(1_000);
        assertThat(forecast.retryAfterMs("cold", 0, 1, BEGIN_MS)).isEqualTo(1_000);
    }

    @Test
    void countsTheTokensOfTheLastTenSeconds() {
        for (int i = 0; i < 30; i++) {
            long endMs = BEGIN_MS + (i + 1) * 1_000L;
            forecast.finished(
                    new Observation(
                            "pool", "c", "m", 40, 10, 0, 50, null, null, 1, 10, 1_000, 1_010,
                            endMs));
        }
        long nowMs = BEGIN_MS + 30_000;
        assertThat(forecast.tokensPerSecond("pool", nowMs)).isCloseTo(50, withPercentage(2));
        assertThat(forecast.tokensPerSecond("pool", nowMs + 5_000))
                .isCloseTo(25, withPercentage(5));
        assertThat(forecast.tokensPerSecond("pool", nowMs + 12_000)).isZero();
        assertThat(forecast.tokensPerSecond("other", nowMs)).isZero();
    }
}
