package org.llamaorch.orchestrator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.engines.TokenSink;

/**
 * A writer, an older writer, the core and readers at once; seeded, with what must hold after it.
 */
class SealRaceTest {

    @RepeatedTest(8)
    @Timeout(30)
    void nothingBecomesVisibleAfterTheSealAndNothingVisibleIsLost(RepetitionInfo repetition)
            throws Exception {
        long seed = 7_000L + repetition.getCurrentRepetition();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (TaskStreams streams = Streams.inMemory()) {
            for (int round = 0; round < 60; round++) {
                race(streams, "task-" + round, random.nextInt(400), random.nextBoolean());
                streams.retire();
            }
        }
    }

    private static void race(TaskStreams streams, String id, int sealAfter, boolean engineEnds)
            throws Exception {
        TaskStream stream = streams.open(id, 0, 0);
        TokenSink old = stream.attempt(1);
        TokenSink sink = stream.attempt(2);
        CyclicBarrier together = new CyclicBarrier(4);
        List<Throwable> defects = new ArrayList<>();
        int[] accepted = new int[1];
        boolean[] engineSealed = new boolean[1];
        boolean[] coreSealed = new boolean[1];
        int[] framesAtSeal = new int[1];
        Thread writer =
                start(
                        defects,
                        together,
                        () -> {
                            while (accepted[0] < 400 && Streams.token(sink, "w" + accepted[0])) {
                                accepted[0]++;
                            }
                            engineSealed[0] = engineEnds && sink.seal();
                        });
        Thread older =
                start(
                        defects,
                        together,
                        () -> {
                            for (int i = 0; i < 50; i++) {
                                assertThat(Streams.token(old, "old")).isFalse();
                            }
                            assertThat(old.seal()).isFalse();
                        });
        Thread core =
                start(
                        defects,
                        together,
                        () -> {
                            while (stream.frames() < sealAfter && writer.isAlive()) {
                                Thread.onSpinWait();
                            }
                            coreSealed[0] = streams.seal(id);
                            framesAtSeal[0] = stream.frames();
                            if (coreSealed[0]) {
                                streams.finish(id, Streams.failure(ErrorCode.CANCELED));
                            }
                        });
        Thread reader =
                start(
                        defects,
                        together,
                        () -> {
                            int seen = 0;
                            while (stream.terminal() == null && core.isAlive()) {
                                int frames = stream.frames();
                                assertThat(frames).isGreaterThanOrEqualTo(seen);
                                if (frames > seen) {
                                    assertThat(Streams.frames(stream, seen))
                                            .startsWith("id: " + seen);
                                }
                                seen = frames;
                            }
                        });
        for (Thread thread : List.of(writer, older, core, reader)) {
            thread.join(TimeUnit.SECONDS.toMillis(20));
            assertThat(thread.isAlive()).isFalse();
        }
        assertThat(defects).isEmpty();
        assertThat(coreSealed[0]).isNotEqualTo(engineSealed[0]);
        int tokens = accepted[0];
        assertThat(framesAtSeal[0]).isEqualTo(1 + tokens);
        assertThat(stream.frames()).isEqualTo(1 + tokens + (coreSealed[0] ? 1 : 0));
        String all = Streams.frames(stream, 0);
        assertThat(all.split("event: token\n", -1)).hasSize(1 + tokens);
        assertThat(all).doesNotContain("\"old\"").doesNotContain("\"t\":\"w" + tokens + "\"");
        if (!coreSealed[0]) {
            streams.finish(id, Streams.end(sink));
        }
    }

    private static Thread start(List<Throwable> defects, CyclicBarrier together, Runnable work) {
        return Thread.ofPlatform()
                .start(() -> {
                    try {
                        together.await(10, TimeUnit.SECONDS);
                        work.run();
                    } catch (Exception | AssertionError defect) {
                        synchronized (defects) {
                            defects.add(defect);
                        }
                    }
                });
    }
}
