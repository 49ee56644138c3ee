package org.llamaorch.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** B-DL-004: of the tasks told 0.8, about 80 % are on time. */
class CalibrationTest {

    private static final int BINS = 10;
    private static final int WARM_UP = 500;

    @Tag("B-DL-004")
    @ParameterizedTest(name = "seed {0}, {1} slots, load {2}")
    @CsvSource({"1, 1, 0.85", "2, 4, 0.9", "3, 8, 0.9", "4, 16, 0.95", "5, 2, 0.6"})
    void whatWasToldComesTrueAsOftenAsItSays(long seed, int slots, double load) {
        List<SimulatedPool.Told> all =
                new SimulatedPool(seed, new Forecast(), slots, load).run(8_000);
        int[] count = new int[BINS];
        double[] told = new double[BINS];
        int[] onTime = new int[BINS];
        for (SimulatedPool.Told one : all.subList(WARM_UP, all.size())) {
            int bin = (int) Math.min(BINS - 1, one.chance() * BINS);
            count[bin]++;
            told[bin] += one.chance();
            onTime[bin] += one.onTime() ? 1 : 0;
        }
        for (int bin = 0; bin < BINS; bin++) {
            System.out.printf(
                    "seed %d bin %d: %d tasks told %.3f came true %.3f%n",
                    seed,
                    bin,
                    count[bin],
                    told[bin] / count[bin],
                    (double) onTime[bin] / count[bin]);
        }
        int judged = 0;
        for (int bin = 0; bin < BINS; bin++) {
            if (count[bin] >= 100) {
                judged++;
                assertThat((double) onTime[bin] / count[bin])
                        .as("bin %d of seed %d, %d tasks", bin, seed, count[bin])
                        .isCloseTo(told[bin] / count[bin], offset(0.1));
            }
        }
        assertThat(judged).as("bins with enough tasks to judge").isGreaterThanOrEqualTo(7);
    }

    @Test
    void tellsTasksThatEndAndTasksThatDoNotApart() {
        List<SimulatedPool.Told> all = new SimulatedPool(6, new Forecast(), 4, 0.9).run(4_000);
        long sure =
                all.subList(WARM_UP, all.size()).stream()
                        .filter(t -> t.chance() > 0.9 || t.chance() < 0.1)
                        .count();
        assertThat(sure).as("a calibrated guess that says nothing is no use").isGreaterThan(1_000);
    }

    @Test
    void bendsChancesThatAlwaysTurnOutTooHighUntilTheyDoNot() {
        Calibration calibration = new Calibration();
        for (int i = 0; i < 4_000; i++) {
            double told = calibration.bend(0.9);
            calibration.learn(told, i % 2 == 0);
        }
        assertThat(calibration.bend(0.9)).isBetween(0.42, 0.58);
        assertThat(calibration.bend(0.95)).isGreaterThanOrEqualTo(calibration.bend(0.9));
    }
}
