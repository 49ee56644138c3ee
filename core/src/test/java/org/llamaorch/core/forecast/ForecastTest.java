package org.llamaorch.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ForecastTest {

    private final Forecast forecast = new Forecast();

    @Test
    void callsNothingMeasuredUntilAFewTasksOfThePoolHaveEnded() {
        assertThat(service(forecast, "caller", 100, null).measured()).isFalse();
        for (int i = 0; i < 3; i++) {
            assertThat(service(forecast, "caller", 100, null).measured()).isFalse();
            forecast.finished(ended("caller", 100, 50, null, null));
        }
        assertThat(service(forecast, "caller", 100, null).measured()).isTrue();
        assertThat(forecast.serviceTime("other", "caller", "model", 1, null, null, 1).measured())
                .isFalse();
    }

    @Test
    void learnsHowLongTheTasksOfEachCallerAre() {
        for (int i = 0; i < 100; i++) {
            forecast.finished(ended("brief", 100, 10, null, null));
            forecast.finished(ended("talkative", 100, 200, null, null));
        }
        assertThat(service(forecast, "brief", 100, null).meanMs())
                .isCloseTo(actualMs(100, 10), withPercentage(30));
        assertThat(service(forecast, "talkative", 100, null).meanMs())
                .isCloseTo(actualMs(100, 200), withPercentage(30));
    }

    @Test
    void correctsTheCallersGuessByHowItsGuessesTurnedOut() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 200; i++) {
            int guess = 10 + random.nextInt(300);
            forecast.finished(ended("guesser", 100, 2L * guess, guess, null));
        }
        assertThat(service(forecast, "guesser", 100, 20).meanMs())
                .isCloseTo(actualMs(100, 40), withPercentage(30));
        assertThat(service(forecast, "guesser", 100, 300).meanMs())
                .isCloseTo(actualMs(100, 600), withPercentage(30));
    }

    @Test
    void neverExpectsMoreThanTheLimitAndLearnsMoreThanTheLimitFromAnswersThatReachIt() {
        for (int i = 0; i < 100; i++) {
            forecast.finished(ended("cut", 100, 16, null, 16));
        }
        ServiceTime limited = forecast.serviceTime("pool", "cut", "model", 100, 16, null, 1);
        ServiceTime free = forecast.serviceTime("pool", "cut", "model", 100, null, null, 1);
        assertThat(limited.meanMs()).isCloseTo(actualMs(100, 16), withPercentage(30));
        assertThat(free.meanMs()).isGreaterThan(1.5 * limited.meanMs());
    }

    @Test
    void expectsLongerPrefillOfLongerPromptsAndMoreWorkOfMoreChoices() {
        for (int i = 0; i < 100; i++) {
            forecast.finished(ended("caller", 40L * (i % 20 + 1), 20, null, null));
        }
        double brief = service(forecast, "caller", 100, null).meanMs();
        assertThat(service(forecast, "caller", 100_000, null).meanMs()).isGreaterThan(5 * brief);
        assertThat(forecast.serviceTime("pool", "caller", "model", 100, null, null, 4).meanMs())
                .isGreaterThan(2 * brief);
    }

    @Test
    void expectsNoDecodingOfWorkThatDecodesNothing() {
        for (int i = 0; i < 50; i++) {
            forecast.finished(ended("caller", 100, 200, null, null));
        }
        assertThat(forecast.serviceTime("pool", "caller", "model", 100, 0, null, 1).meanMs())
                .isLessThan(service(forecast, "caller", 100, null).meanMs() / 5);
    }

    @Test
    void startsAtOnceOnAFreeSlotAndBehindTheQueueOtherwise() {
        ServiceTime second = new ServiceTime(1_000, 0, true);
        assertThat(forecast.startTime(2, List.of(500.0), List.of(), 1).meanMs()).isZero();
        assertThat(forecast.startTime(1, List.of(0.0), List.of(second, second), 0).meanMs())
                .isEqualTo(2_000);
        assertThat(forecast.startTime(0, List.of(), List.of(second), 0).meanMs())
                .isGreaterThanOrEqualTo(1_000);
    }

    @Test
    void longQueuesAndManySlotsGiveStartTimesThatFitTheWorkAhead() {
        ServiceTime second = new ServiceTime(1_000, 500, true);
        List<Double> running = Collections.nCopies(4, 500.0);
        long before = 0;
        for (int ahead = 0; ahead < 200; ahead++) {
            long mean =
                    forecast.startTime(4, running, Collections.nCopies(ahead, second), 0).meanMs();
            assertThat(mean).as("behind %d", ahead).isBetween(before - 250, before + 600);
            before = mean;
        }
        assertThat((double) before).isCloseTo(200 * 250, withPercentage(5));
        List<Double> many = Collections.nCopies(1_000, 1_000.0);
        assertThat(forecast.startTime(1_000, many, List.of(), 0).meanMs()).isLessThan(10);
        assertThat(forecast.startTime(1_000, many, Collections.nCopies(100, second), 0).meanMs())
                .isBetween(50L, 250L);
    }

    @Test
    void laterDeadlinesAreLikelierMet() {
        StartTime start = new StartTime(1_000, 400);
        ServiceTime service = new ServiceTime(2_000, 800, true);
        double before = 0;
        for (long deadline = 100; deadline < 20_000; deadline += 100) {
            double chance = forecast.onTimeProbability(start, service, deadline);
            assertThat(chance).isBetween(Math.max(0, before - 1e-9), 1.0);
            before = chance;
        }
        assertThat(forecast.onTimeProbability(start, service, 100)).isLessThan(0.01);
        assertThat(before).isGreaterThan(0.99);
    }

    @Test
    void restOfATaskGetsShorterAndNeverNegative() {
        ServiceTime service = new ServiceTime(1_000, 100, true);
        assertThat(forecast.remainingMs(service, 0)).isCloseTo(1_000, withPercentage(1));
        assertThat(forecast.remainingMs(service, 500)).isCloseTo(500, withPercentage(5));
        assertThat(forecast.remainingMs(service, 1_000_000)).isPositive().isFinite();
    }

    @Test
    void savesAndRestoresWhatItLearnedToTheLastDigit() {
        new SimulatedPool(11, forecast, 2, 0.8).run(500);
        forecast.finished(ended("odd name\n%+é ", 100, 3, 5, 9));
        Forecast again = new Forecast();
        again.restore(forecast.save());
        assertThat(again.save()).isEqualTo(forecast.save());
        assertThat(service(again, "long", 900, null))
                .isEqualTo(service(forecast, "long", 900, null));
        StartTime start = new StartTime(5, 1);
        ServiceTime service = service(forecast, "long", 900, null);
        assertThat(again.onTimeProbability(start, service, 1_000))
                .isEqualTo(forecast.onTimeProbability(start, service, 1_000));
    }

    @Test
    void refusesAnUnreadableStateAndKeepsItsOwn() {
        forecast.finished(ended("caller", 100, 20, null, null));
        String own = forecast.save();
        SplittableRandom random = new SplittableRandom(13);
        assertThatThrownBy(() -> forecast.restore("")).isInstanceOf(IllegalArgumentException.class);
        for (int i = 0; i < 500; i++) {
            char[] broken = own.toCharArray();
            broken[random.nextInt(broken.length)] = "x-. \nNe%".charAt(random.nextInt(8));
            try {
                new Forecast().restore(new String(broken));
            } catch (IllegalArgumentException _) {
                // The only way to refuse; anything else fails the test.
            }
        }
        assertThatThrownBy(() -> forecast.restore(own.replace("all", "ball")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(forecast.save()).isEqualTo(own);
    }

    @Test
    void forgetsTheOldestBeyondItsBounds() {
        Forecast bounded = new Forecast(new ForecastSettings(4, 8, 1));
        for (int i = 0; i < 1_000; i++) {
            bounded.started("pool" + i, i);
            bounded.finished(
                    new Observation(
                            "pool" + i,
                            "caller" + i,
                            "model" + i,
                            10,
                            3,
                            0,
                            9,
                            5,
                            null,
                            1,
                            3,
                            40,
                            45,
                            i));
        }
        String state = bounded.save();
        assertThat(state.lines().count()).isLessThanOrEqualTo(2 + 4 * 2 + 8 * 5);
        assertThat(state).contains("pool999", "caller999").doesNotContain("pool900", "caller900");
        assertThat(bounded.drainRatePerSecond("pool1", 1_000)).isZero();
    }

    private static ServiceTime service(
            Forecast forecast, String caller, long bytes, @Nullable Integer expected) {
        return forecast.serviceTime("pool", caller, "model", bytes, null, expected, 1);
    }

    private static double actualMs(long bytes, long tokens) {
        return 5 + bytes / 4.0 + 20.0 * (tokens - 1);
    }

    private static Observation ended(
            String caller,
            long bytes,
            long tokens,
            @Nullable Integer expected,
            @Nullable Integer max) {
        long prefill = 5 + bytes / 4;
        long decode = 20 * (tokens - 1);
        return new Observation(
                "pool",
                caller,
                "model",
                bytes,
                bytes / 4,
                0,
                tokens,
                expected,
                max,
                1,
                prefill,
                decode,
                prefill + decode,
                1);
    }
}
