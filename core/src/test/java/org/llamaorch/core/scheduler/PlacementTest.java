package org.llamaorch.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamaorch.core.scheduler.Fleets.notReady;
import static org.llamaorch.core.scheduler.Fleets.pool;
import static org.llamaorch.core.scheduler.Fleets.poolOfOneVersion;
import static org.llamaorch.core.scheduler.Fleets.replica;
import static org.llamaorch.core.scheduler.Fleets.withVersion;
import static org.llamaorch.core.scheduler.Tasks.task;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamaorch.core.placement.ReplicaId;

final class PlacementTest {

    private static ReplicaId id(String pool, String replica) {
        return ReplicaId.local(pool, replica);
    }

    @Test
    void goesByNameWhenAllElseIsEqual() {
        Desk desk = Desk.withPools(pool("a")).bind(replica("a", "r2", 1), replica("a", "r1", 1));
        desk.admit(task("t1"));
        assertThat(desk.replicaOf("t1")).isEqualTo(id("a", "r1"));
    }

    @Test
    void aPoolOfOneEngineVersionHoldsToItWhileAReplicaOfItIsReady() {
        Desk desk =
                Desk.withPools(poolOfOneVersion("a"))
                        .bind(withVersion(replica("a", "r2", 8), "b1"))
                        .bind(withVersion(replica("a", "r1", 8), "b2"));
        desk.admit(task("t1"));
        assertThat(desk.replicaOf("t1")).isEqualTo(id("a", "r2"));
        desk.bind(withVersion(notReady("a", "r2", 8), "b1"));
        desk.admit(task("t2"));
        assertThat(desk.replicaOf("t2")).isEqualTo(id("a", "r1"));
        desk.bind(withVersion(replica("a", "r2", 8), "b1"));
        desk.admit(task("t3"));
        assertThat(desk.replicaOf("t3")).isEqualTo(id("a", "r1"));
    }

    @Test
    void prefersTheSmallerShareOfBusySlots() {
        Desk desk = Desk.withPools(pool("a")).bind(replica("a", "r1", 2), replica("a", "r2", 8));
        desk.admit(task("t1"));
        desk.admit(task("t2"));
        desk.admit(task("t3"));
        assertThat(desk.replicaOf("t1")).isEqualTo(id("a", "r1"));
        assertThat(desk.replicaOf("t2")).isEqualTo(id("a", "r2"));
        assertThat(desk.replicaOf("t3")).isEqualTo(id("a", "r2"));
    }

    @Test
    void prefersMoreFreeMemoryInStepsOfFivePercent() {
        Desk desk =
                Desk.withPools(pool("a"))
                        .bind(
                                replica("a", "r1", 2, true, 100, 51),
                                replica("a", "r2", 2, true, 100, 54),
                                replica("a", "r3", 2, true, 100, 61));
        desk.admit(task("t1"));
        assertThat(desk.replicaOf("t1")).isEqualTo(id("a", "r3"));
        desk.bind(replica("a", "r3", 2, true, 100, 10));
        desk.admit(task("t2"));
        assertThat(desk.replicaOf("t2")).isEqualTo(id("a", "r1"));
    }

    @Test
    void countsUnknownMemoryAsEqual() {
        Desk desk =
                Desk.withPools(pool("a"))
                        .bind(replica("a", "r1", 2), replica("a", "r2", 2, true, 100, 90));
        desk.admit(task("t1"));
        desk.admit(task("t2"));
        assertThat(desk.replicaOf("t1")).isEqualTo(id("a", "r1"));
        assertThat(desk.replicaOf("t2")).isEqualTo(id("a", "r2"));
    }

    @Test
    void returnsASessionToItsLastReplicaIfThatIsFree() {
        Desk desk = Desk.withPools(pool("a")).bind(replica("a", "r1", 1), replica("a", "r2", 1));
        desk.admit(task("fill"));
        desk.admit(task("t1").session("s"));
        desk.firstToken("t1");
        desk.complete("t1");
        desk.complete("fill");

        desk.admit(task("t2").session("s"));
        assertThat(desk.replicaOf("t2")).isEqualTo(id("a", "r2"));
        assertThat(desk.attempt("t2").kvWarm()).isTrue();

        desk.admit(task("t3").session("s"));
        assertThat(desk.replicaOf("t3")).as("affinity never waits").isEqualTo(id("a", "r1"));
        assertThat(desk.attempt("t3").kvWarm()).isFalse();
    }

    @Test
    void startsColdWhenAsked() {
        Desk desk = Desk.withPools(pool("a")).bind(replica("a", "r1", 1));
        desk.admit(task("t1").session("s"));
        desk.firstToken("t1");
        desk.complete("t1");
        desk.admit(task("t2").session("s").cold());
        assertThat(desk.attempt("t2").kvWarm()).isFalse();
    }

    @Test
    void ordersFreeSlotsByPreferenceAndFallsBack() {
        Desk desk =
                Desk.withPools(pool("a"), pool("b"))
                        .bind(replica("a", "r0", 1), replica("b", "r1", 1));
        desk.admit(task("t1").prefer(true, "b"));
        desk.admit(task("t2").prefer(true, "b"));
        assertThat(desk.replicaOf("t1").pool()).isEqualTo("b");
        assertThat(desk.replicaOf("t2").pool()).isEqualTo("a");
        List<Notice.Placed> placed = desk.notices(Notice.Placed.class);
        assertThat(placed).extracting(Notice.Placed::fallback).containsExactly(false, true);
    }

    @Test
    void keepsToPreferencesWithoutFallbackAndOutOfAvoidedPools() {
        Desk desk =
                Desk.withPools(pool("a"), pool("b"))
                        .bind(replica("a", "r0", 4), replica("b", "r1", 1));
        desk.admit(task("t1").prefer(false, "b"));
        desk.admit(task("t2").avoid("a"));
        desk.admit(task("t3").pin("b"));
        assertThat(desk.started()).containsExactly("t1");
        desk.complete("t1");
        desk.complete("t2");
        assertThat(desk.replicaOf("t2").pool()).isEqualTo("b");
        assertThat(desk.replicaOf("t3").pool()).isEqualTo("b");
    }

    @Test
    void keepsOffASlotWhoseContextIsTooSmall() {
        Desk desk = Desk.withPools(pool("a"));
        desk.bind(replica("a", "r0", 4, true, 0, 0, "llama", null, 2048, "0"));
        desk.bind(replica("a", "r1", 1, true, 0, 0, "llama", null, 8192, "1"));
        desk.admit(task("t1").ctx(4096));
        desk.admit(task("t2").ctx(4096));
        assertThat(desk.replicaOf("t1")).isEqualTo(id("a", "r1"));
        assertThat(desk.started()).containsExactly("t1");
    }

    @Test
    void decodesStrictTasksAlone() {
        Desk desk = Desk.withPools(pool("a")).bind(replica("a", "r0", 2));
        desk.admit(task("t1"));
        desk.admit(task("strict").strict());
        desk.admit(task("t2"));
        assertThat(desk.started()).as("the replica is reserved").containsExactly("t1");

        desk.complete("t1");
        assertThat(desk.started()).containsExactly("t1", "strict");
        assertThat(desk.attempt("strict").alone()).isTrue();
        assertThat(desk.attempt("strict").kvWarm()).isFalse();

        desk.complete("strict");
        assertThat(desk.started()).containsExactly("t1", "strict", "t2");
    }

    @Test
    void reservesTheReplicaThatWillBeEmptyFirst() {
        Desk desk = Desk.withPools(pool("a")).bind(replica("a", "r0", 1), replica("a", "r1", 1));
        desk.admit(task("first"));
        desk.nowMs += 1_000;
        desk.admit(task("second"));
        desk.admit(task("strict").strict());
        desk.complete("second");
        assertThat(desk.started()).containsExactly("first", "second");
        desk.complete("first");
        assertThat(desk.replicaOf("strict")).isEqualTo(id("a", "r0"));
    }

    @Test
    void givesAReservationBackWhenItsReplicaDrainsOrTheTaskIsCancelled() {
        Desk desk =
                Desk.withPools(pool("a"), pool("b"))
                        .bind(replica("a", "r0", 1), replica("b", "r1", 1));
        desk.admit(task("t1").pin("a"));
        desk.admit(task("t2").pin("b"));
        desk.admit(task("strict").strict());
        desk.on(new Event.Drain("a", null, 0));
        desk.complete("t2");
        assertThat(desk.replicaOf("strict").pool()).isEqualTo("b");
        desk.complete("strict");

        desk.on(new Event.Undrain("a", 0));
        desk.admit(task("again").pin("a").strict());
        desk.admit(task("t3").pin("a"));
        desk.cancel("again");
        desk.complete("t1");
        assertThat(desk.started()).endsWith("t3");
    }
}
