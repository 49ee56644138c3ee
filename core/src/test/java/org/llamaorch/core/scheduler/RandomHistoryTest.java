package org.llamaorch.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeded random histories, 10^5 events and more, with invariants after every event. */
final class RandomHistoryTest {

    private static final int EVENTS = 21_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void keepsItsPromisesWhateverHappens(long seed) {
        System.out.println("random history, seed " + seed);
        RandomWorld world = new RandomWorld(seed);
        while (world.daemon.events < EVENTS) {
            world.step();
        }
        world.calmDown();
        assertThat(world.daemon.restarts).as("restarts of seed %s", seed).isPositive();
        assertThat(world.daemon.refusals)
                .as("refusals of seed %s", seed)
                .contains("BUDGET_EXHAUSTED", "rate-limit");
        assertThat(world.daemon.journal.ledger.charges)
                .as("charges of seed %s", seed)
                .isGreaterThan(500);
        assertThat(world.daemon.nowMs()).as("a new day").isGreaterThan(86_400_000);
        assertThat(world.daemon.endings())
                .as("endings of seed %s", seed)
                .contains(
                        "COMPLETED",
                        "CANCELED",
                        "DEADLINE_UNMET",
                        "DECODE_TIMEOUT",
                        "INVALID_PARAMS",
                        "POOL_UNAVAILABLE",
                        "QUEUE_FULL_DROP_LRU",
                        "REPLICA_EXHAUSTED",
                        "WORKER_RESET");
    }
}
