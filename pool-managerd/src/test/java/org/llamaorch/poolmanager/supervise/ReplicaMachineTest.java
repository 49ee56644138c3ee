package org.llamaorch.poolmanager.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.llamaorch.poolmanager.process.ExitReport;
import org.llamaorch.poolmanager.process.ExitReport.Fault;
import org.llamaorch.poolmanager.supervise.ReplicaMachine.Phase;

class ReplicaMachineTest {

    private static final EngineProperties PROPERTIES = new EngineProperties(2, 512);
    private static final ExitReport KILLED = new ExitReport(Fault.SIGNALED, "killed");
    private static final ExitReport CUDA = new ExitReport(Fault.CUDA, "CUDA error");

    /** The jitter's middle: waits are exact. */
    private final ReplicaMachine machine =
            new ReplicaMachine(SupervisionTimes.defaults(), () -> 0.5);

    private long nowMs = 1_000_000;

    @Test
    void isReadyOnlyAfterTheEngineHasDecodedAToken() {
        assertThat(on(new Occurrence.Begin())).contains(new Order.Spawn(1));
        assertThat(on(new Occurrence.Spawned(1))).containsExactly(new Order.Look(1, true));
        on(new Occurrence.Looked(1, new ProbeResult.Loading("loading")));
        assertThat(machine.phase()).isEqualTo(Phase.LOADING);
        assertThat(wake()).containsExactly(new Order.Look(1, true));
        on(new Occurrence.Looked(1, new ProbeResult.Failed("no token")));
        assertThat(machine.phase()).isEqualTo(Phase.LOADING);
        wake();

        assertThat(on(new Occurrence.Looked(1, new ProbeResult.Serving(PROPERTIES))))
                .containsExactly(new Order.NoteDecoded(1), new Order.Tell());
        assertThat(machine.phase()).isEqualTo(Phase.READY);
        assertThat(machine.properties()).isEqualTo(PROPERTIES);
    }

    @Test
    void waitsTwiceAsLongBeforeEachRestartUpToAMinute() {
        serve();
        List<Long> waits = new ArrayList<>();
        for (int crash = 0; crash < 8; crash++) {
            on(new Occurrence.Exited(machine.run(), KILLED));
            waits.add((machine.retryAtMs() - nowMs) / 1000);
            wake();
            on(new Occurrence.Spawned(machine.run()));
        }
        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    }

    @Test
    void waitsTwiceAsLongWhenTheGraphicsCardFailed() {
        serve();
        on(new Occurrence.Exited(1, CUDA));

        assertThat(machine.retryAtMs() - nowMs).isEqualTo(2_000);
    }

    @Test
    void startsCountingAnewAfterFiveMinutesOfHealth() {
        serve();
        on(new Occurrence.Exited(1, KILLED));
        wake();
        on(new Occurrence.Spawned(2));
        on(new Occurrence.Looked(2, new ProbeResult.Serving(PROPERTIES)));
        nowMs += 300_000;
        on(new Occurrence.Wake());
        on(new Occurrence.Looked(2, new ProbeResult.Serving(PROPERTIES)));

        on(new Occurrence.Exited(2, KILLED));

        assertThat(machine.retryAtMs() - nowMs).isEqualTo(1_000);
    }

    @Test
    void opensTheBreakerAfterTenRestartsInAMinuteAndTriesOnce() {
        ReplicaMachine quick = new ReplicaMachine(quickRestarts(), () -> 0.5);
        quick.on(new Occurrence.Begin(), nowMs);
        for (int restart = 0; restart < 10; restart++) {
            quick.on(new Occurrence.Spawned(quick.run()), nowMs);
            quick.on(new Occurrence.Exited(quick.run(), KILLED), nowMs);
            assertThat(quick.breakerOpen()).as("restart %d", restart).isFalse();
            nowMs = quick.retryAtMs();
            quick.on(new Occurrence.Wake(), nowMs);
        }
        quick.on(new Occurrence.Spawned(quick.run()), nowMs);
        quick.on(new Occurrence.Exited(quick.run(), KILLED), nowMs);
        assertThat(quick.breakerOpen()).isTrue();
        assertThat(quick.retryAtMs() - nowMs).isEqualTo(300_000);

        nowMs = quick.retryAtMs();
        assertThat(quick.on(new Occurrence.Wake(), nowMs)).contains(new Order.Spawn(quick.run()));
        quick.on(new Occurrence.Spawned(quick.run()), nowMs);
        quick.on(new Occurrence.Exited(quick.run(), KILLED), nowMs);

        assertThat(quick.breakerOpen()).isTrue();
        assertThat(quick.retryAtMs() - nowMs).isEqualTo(600_000);
    }

    @Test
    void takesThreeFailedPollsInARowForACrashAndEndsTheEngineFirst() {
        serve();
        poll(new ProbeResult.Failed("silence"));
        poll(new ProbeResult.Failed("silence"));
        poll(new ProbeResult.Serving(PROPERTIES));
        poll(new ProbeResult.Failed("silence"));
        poll(new ProbeResult.Failed("silence"));
        assertThat(machine.phase()).isEqualTo(Phase.READY);

        assertThat(poll(new ProbeResult.Failed("silence"))).contains(new Order.End(1));
        assertThat(machine.phase()).isEqualTo(Phase.ENDING);
        assertThat(on(new Occurrence.Exited(1, KILLED))).isEmpty();
        on(new Occurrence.Ended(1));

        assertThat(machine.phase()).isEqualTo(Phase.WAITING);
        assertThat(machine.lastError()).contains("3 health polls in a row", "silence");
    }

    @Test
    void believesAFaultInTheOutputWhileItLoadsAndChecksItOnceItServes() {
        on(new Occurrence.Begin());
        on(new Occurrence.Spawned(1));
        assertThat(on(new Occurrence.FaultSeen(1, CUDA))).contains(new Order.End(1));
        on(new Occurrence.Ended(1));
        wake();
        on(new Occurrence.Spawned(2));
        on(new Occurrence.Looked(2, new ProbeResult.Serving(PROPERTIES)));

        on(new Occurrence.FaultSeen(2, CUDA));
        poll(new ProbeResult.Serving(PROPERTIES));
        assertThat(machine.phase()).isEqualTo(Phase.READY);
        on(new Occurrence.FaultSeen(2, CUDA));

        assertThat(poll(new ProbeResult.Failed("silence"))).contains(new Order.End(2));
        assertThat(machine.lastError()).isEqualTo("CUDA error");
    }

    @Test
    void givesUpOnAnEngineThatIsNotReadyInTime() {
        on(new Occurrence.Begin());
        on(new Occurrence.Spawned(1));
        nowMs += Duration.ofMinutes(15).toMillis();

        assertThat(on(new Occurrence.Looked(1, new ProbeResult.Loading("loading"))))
                .contains(new Order.End(1));
    }

    @Test
    void ignoresWhatComesLateFromAnEarlierEngine() {
        serve();
        on(new Occurrence.Exited(1, KILLED));
        wake();
        on(new Occurrence.Spawned(2));

        assertThat(on(new Occurrence.Exited(1, KILLED))).isEmpty();
        assertThat(on(new Occurrence.Looked(1, new ProbeResult.Serving(PROPERTIES)))).isEmpty();
        assertThat(machine.phase()).isEqualTo(Phase.LOADING);
    }

    @Test
    void isReadyAtOnceWhenItAdopts() {
        assertThat(on(new Occurrence.Adopted(PROPERTIES))).containsExactly(new Order.Tell());
        assertThat(machine.phase()).isEqualTo(Phase.READY);
    }

    @Test
    void finishesFromEveryPhaseOnceTheProcessIsGone() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int history = 0; history < 2_000; history++) {
            ReplicaMachine any = new ReplicaMachine(quickRestarts(), random::nextDouble);
            World world = new World(any, random);
            for (int step = random.nextInt(30); step > 0; step--) {
                world.step();
            }
            world.deliver(new Occurrence.StopAsked());
            world.settle();
            assertThat(any.phase())
                    .as("seed %d history %d", seed, history)
                    .isEqualTo(Phase.STOPPED);
            assertThat(world.processes).as("seed %d history %d", seed, history).isZero();
            assertThat(world.finishes).as("seed %d history %d", seed, history).isOne();
        }
    }

    private void serve() {
        on(new Occurrence.Begin());
        on(new Occurrence.Spawned(1));
        on(new Occurrence.Looked(1, new ProbeResult.Serving(PROPERTIES)));
    }

    private List<Order> poll(ProbeResult result) {
        assertThat(wake()).containsExactly(new Order.Look(machine.run(), false));
        return on(new Occurrence.Looked(machine.run(), result));
    }

    private List<Order> wake() {
        nowMs = Math.max(nowMs, machine.wakeAtMs().orElseThrow());
        return on(new Occurrence.Wake());
    }

    private List<Order> on(Occurrence occurrence) {
        return machine.on(occurrence, nowMs);
    }

    private static SupervisionTimes quickRestarts() {
        SupervisionTimes contract = SupervisionTimes.defaults();
        return new SupervisionTimes(
                contract.startPoll(),
                contract.loadTimeout(),
                contract.healthPoll(),
                contract.healthTimeout(),
                contract.failedPolls(),
                contract.stopGrace(),
                Duration.ofMillis(10),
                Duration.ofMillis(100),
                contract.jitter(),
                contract.healthyReset(),
                contract.cudaFactor(),
                contract.breakerRestarts(),
                contract.breakerWindow(),
                contract.breakerOpen(),
                contract.longestOpen());
    }

    /** Answers the machine's orders in a random order, with processes that may die at any time. */
    private static final class World {
        private final ReplicaMachine machine;
        private final Random random;
        private final List<Order> open = new ArrayList<>();
        private long nowMs;
        private int processes;
        private int finishes;

        private World(ReplicaMachine machine, Random random) {
            this.machine = machine;
            this.random = random;
            deliver(new Occurrence.Begin());
        }

        private void step() {
            nowMs += random.nextInt(100);
            int choice = random.nextInt(4);
            if (choice == 0 && processes == 1) {
                processes = 0;
                deliver(new Occurrence.Exited(machine.run(), KILLED));
            } else if (choice == 1 && !open.isEmpty()) {
                answer(open.remove(random.nextInt(open.size())));
            } else if (choice == 2 && processes == 1) {
                deliver(new Occurrence.FaultSeen(machine.run(), CUDA));
            } else {
                nowMs = Math.max(nowMs, machine.wakeAtMs().orElse(nowMs));
                deliver(new Occurrence.Wake());
            }
        }

        private void settle() {
            while (!open.isEmpty()) {
                answer(open.removeFirst());
            }
        }

        private void answer(Order order) {
            switch (order) {
                case Order.Spawn(int run) -> {
                    if (random.nextInt(4) == 0) {
                        deliver(new Occurrence.NotSpawned(run, "no port"));
                    } else {
                        processes++;
                        deliver(new Occurrence.Spawned(run));
                    }
                }
                case Order.Look(int run, boolean _) ->
                        deliver(
                                new Occurrence.Looked(
                                        run,
                                        random.nextBoolean()
                                                ? new ProbeResult.Serving(PROPERTIES)
                                                : new ProbeResult.Failed("silence")));
                case Order.End(int run) -> {
                    processes = 0;
                    deliver(new Occurrence.Ended(run));
                }
                case Order.NoteDecoded(int _) -> {}
                case Order.Tell() -> {}
                case Order.Finish() -> finishes++;
            }
        }

        private void deliver(Occurrence occurrence) {
            open.addAll(machine.on(occurrence, nowMs));
            assertThat(processes).isBetween(0, 1);
        }
    }
}
