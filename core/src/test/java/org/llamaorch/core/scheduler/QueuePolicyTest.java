package org.llamaorch.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamaorch.core.scheduler.Fleets.pool;
import static org.llamaorch.core.scheduler.Fleets.replica;
import static org.llamaorch.core.scheduler.Tasks.task;

import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.FullPolicy;
import org.llamaorch.contracts.Outcome;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.admission.Admission;

final class QueuePolicyTest {

    private static Desk queue(int capacity, FullPolicy policy) {
        Desk desk = Desk.withPools(pool("a", capacity, policy)).bind(replica("a", "r0", 1));
        desk.admit(task("running"));
        return desk;
    }

    @Test
    void refusesWithTheMeasuredWaitWhenTheQueueIsFull() {
        Desk desk = queue(2, FullPolicy.REJECT);
        desk.admit(task("t1"));
        desk.admit(task("t2"));

        Admission.Refused refused = desk.refused(task("t3"));

        assertThat(refused.code()).isEqualTo(ErrorCode.ADMISSION_REJECT);
        assertThat(refused.policyLabel()).isEqualTo("reject");
        assertThat(refused.poolId()).isEqualTo("a");
        assertThat(refused.retryAfterMs()).isPositive();
    }

    @Test
    void dropsTheOldestBatchTaskInTheCommitThatAdmitsTheNewcomer() {
        Desk desk = queue(2, FullPolicy.DROP_LRU);
        desk.admit(task("b1").batch());
        desk.admit(task("b2").batch());

        desk.admit(task("t3"));

        assertThat(desk.lastEntries)
                .extracting(entry -> entry.getClass().getSimpleName())
                .containsSubsequence("TaskEnded", "TaskAdmitted");
        assertThat(desk.terminals("b1").getFirst())
                .isInstanceOfSatisfying(
                        Terminal.Failure.class,
                        failure -> {
                            assertThat(failure.code()).isEqualTo(ErrorCode.QUEUE_FULL_DROP_LRU);
                            assertThat(failure.outcome()).isEqualTo(Outcome.DROPPED);
                            assertThat(failure.retriable()).isTrue();
                            assertThat(failure.retryAfterMs()).isPositive();
                        });
        assertThat(desk.terminals("b2")).isEmpty();
    }

    @Test
    void dropsFromTheCallerWhoHasMostQueued() {
        Desk desk = queue(6, FullPolicy.DROP_LRU);
        desk.admit(task("bob1").by("bob").batch());
        desk.admit(task("bob2").by("bob").batch());
        desk.admit(task("alice1").batch());
        desk.admit(task("alice2").batch());
        desk.admit(task("alice3").batch());
        desk.admit(task("carol1").by("carol"));

        desk.admit(task("dave1").by("dave"));

        assertThat(desk.failure("alice1")).isEqualTo(ErrorCode.QUEUE_FULL_DROP_LRU);
    }

    @Test
    void dropsAnInteractiveTaskForAnInteractiveNewcomerOnly() {
        Desk desk = queue(2, FullPolicy.DROP_LRU);
        desk.admit(task("t1"));
        desk.admit(task("t2"));

        Admission.Refused refused = desk.refused(task("b1").batch());
        assertThat(refused.code()).isEqualTo(ErrorCode.QUEUE_FULL_DROP_LRU);
        assertThat(refused.policyLabel()).isEqualTo("drop-lru");

        desk.admit(task("t3"));
        assertThat(desk.failure("t1")).isEqualTo(ErrorCode.QUEUE_FULL_DROP_LRU);
    }

    @Test
    void neverDropsABatchTaskThatWaitedPastTheLimit() {
        Desk desk = queue(1, FullPolicy.DROP_LRU);
        desk.admit(task("b1").batch());
        desk.pass(SchedulerSettings.defaults().batchWaitLimitMs());

        assertThat(desk.refused(task("t1")).code()).isEqualTo(ErrorCode.QUEUE_FULL_DROP_LRU);
    }

    @Test
    void shedsBatchAboveTheMarkAndInteractiveAboveTheCapacity() {
        Desk desk = queue(5, FullPolicy.SHED_LOW_PRIORITY);
        for (int i = 1; i <= 4; i++) {
            desk.admit(task("b" + i).batch());
        }

        Admission.Refused refused = desk.refused(task("b5").batch());
        assertThat(refused.code()).isEqualTo(ErrorCode.ADMISSION_REJECT);
        assertThat(refused.policyLabel()).isEqualTo("shed-low-priority");

        desk.admit(task("t5"));
        assertThat(desk.refused(task("t6")).policyLabel()).isEqualTo("shed-low-priority");
    }

    @Test
    void skipsAFullPoolWhileAnotherHasRoom() {
        Desk desk =
                Desk.withPools(pool("a", 1, FullPolicy.REJECT), pool("b", 1, FullPolicy.REJECT))
                        .bind(replica("a", "r0", 1), replica("b", "r1", 1));
        desk.admit(task("run1"));
        desk.admit(task("run2"));
        String first = desk.admit(task("t1")).poolId();
        String second = desk.admit(task("t2")).poolId();

        assertThat(first).isNotEqualTo(second);
        desk.refused(task("t3"));
    }

    @Test
    void givesNobodyMoreThanHalfWhileSeveralCallersAreActive() {
        Desk desk = queue(4, FullPolicy.REJECT);
        desk.admit(task("bob1").by("bob"));
        desk.admit(task("t1"));
        desk.admit(task("t2"));

        assertThat(desk.refused(task("t3")).code()).isEqualTo(ErrorCode.ADMISSION_REJECT);
        desk.admit(task("bob2").by("bob"));
    }

    @Test
    void givesASingleCallerAllPlaces() {
        Desk desk = queue(4, FullPolicy.REJECT);
        for (int i = 1; i <= 4; i++) {
            desk.admit(task("t" + i));
        }
        desk.refused(task("t5"));
    }

    @Test
    void keepsAPlaceForTheCallerThatWasRefusedWhileAnotherHeldAll() {
        Desk desk = queue(4, FullPolicy.REJECT);
        for (int i = 1; i <= 4; i++) {
            desk.admit(task("t" + i));
        }
        desk.refused(task("bob1").by("bob"));
        desk.complete("running");

        assertThat(desk.refused(task("t5")).code()).isEqualTo(ErrorCode.ADMISSION_REJECT);
        desk.admit(task("bob1").by("bob"));
    }

    @Test
    void needsNoPlaceForATaskThatStartsAtOnce() {
        Desk desk = Desk.withPools(pool("a", 1, FullPolicy.REJECT));
        desk.bind(replica("a", "r0", 1, true, 0, 0, "llama", null, 4096, "0"));
        desk.bind(replica("a", "r1", 1, true, 0, 0, "llama", null, 8192, "1"));
        desk.admit(task("big").ctx(8192));
        desk.admit(task("waits").ctx(8192));

        assertThat(desk.admit(task("small")).queuePosition()).isZero();
        assertThat(desk.started()).containsExactly("big", "small");
    }
}
