package org.llamaorch.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamaorch.core.scheduler.Fleets.notReady;
import static org.llamaorch.core.scheduler.Fleets.pool;
import static org.llamaorch.core.scheduler.Fleets.replica;
import static org.llamaorch.core.scheduler.Tasks.task;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.FullPolicy;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.placement.ReplicaCondition;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.placement.Vram;

final class AdmissionChecksTest {

    private final Desk desk = Desk.withPools(pool("a"), pool("b")).bind(replica("a", "r0", 1));

    @Test
    void doesNotKnowAModelThatNobodyServes() {
        Admission.Refused refused = desk.refused(task("t1").model("gpt-17"));

        assertThat(refused.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(refused.field()).isEqualTo("/model_ref");
        assertThat(refused.retriable()).isFalse();
        assertThat(refused.retryAfterMs()).isNull();
    }

    @Test
    void sendsAKnownModelAwayForNowWhenNoPoolServesIt() {
        Admission.Refused refused = desk.refused(task("t1").model("hf:org/repo/file.gguf"));

        assertThat(refused.code()).isEqualTo(ErrorCode.POOL_UNAVAILABLE);
        assertThat(refused.retriable()).isTrue();
        assertThat(refused.retryAfterMs()).isBetween(1L, 60_000L);
    }

    @Test
    void remembersANameThatAReplicaOnceReported() {
        ReplicaStatus other = replica("x", "r9", 1, true, 0, 0, "other", null, 4096, "0");
        desk.bind(other);
        desk.admit(task("t1").model("other"));
        desk.complete("t1");
        desk.on(new Event.ReplicaGone(ReplicaId.local("x", "r9"), "left"));

        assertThat(desk.refused(task("t2").model("other")).code())
                .isEqualTo(ErrorCode.POOL_UNAVAILABLE);
    }

    @Test
    void judgesTrustAfterTheRepeatedIdAndTheModelAndBeforeTheRest() {
        desk.admit(task("t1"));

        assertThat(desk.admit(task("t1").trustedOnly()).repeated()).isTrue();
        assertThat(desk.refused(task("t1").trustedOnly().body("{}")).code())
                .isEqualTo(ErrorCode.TASK_ID_CONFLICT);
        assertThat(desk.refused(task("t2").trustedOnly().model("gpt-17")).code())
                .isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(desk.refused(task("t2").trustedOnly().ctx(1_000_000)).code())
                .isEqualTo(ErrorCode.UNTRUSTED_ARTIFACT);
    }

    @Test
    void matchesAModelByItsDigestWhereverItIsLoaded() {
        String digest = "sha256:" + "ab".repeat(32);
        desk.bind(
                replica("x", "r1", 1, true, 0, 0, "one-name", digest, 4096, "0"),
                replica("y", "r2", 1, true, 0, 0, "another-name", digest, 4096, "0"));

        desk.admit(task("t1").model("one-name").session("s1"));
        desk.admit(task("t2").model("one-name").session("s2"));
        desk.admit(task("t3").model(digest).session("s3"));

        assertThat(desk.replicaOf("t1").pool()).isEqualTo("x");
        assertThat(desk.replicaOf("t2").pool()).isEqualTo("y");
        assertThat(desk.started()).containsExactly("t1", "t2");
    }

    @Test
    void refusesAnEngineOrWorkloadThatNobodyOffers() {
        assertThat(desk.refused(task("t1").engine(EngineKind.VLLM)).code())
                .isEqualTo(ErrorCode.POOL_UNAVAILABLE);
        desk.bind(replica("b", "r1", 1));
        assertThat(desk.refused(task("t2").workload(Workload.EMBEDDING)).code())
                .isEqualTo(ErrorCode.POOL_UNAVAILABLE);
    }

    @Test
    void refusesOnlyAContextThatSurelyDoesNotFit() {
        desk.admit(task("open").ctx(4097));
        Desk known = Desk.withPools(pool("a")).bind(replica("a", "r0", 1));
        assertThat(known.refused(task("t1").ctx(4097)).field()).isEqualTo("/ctx");
        assertThat(known.refused(task("t2").maxTokens(4097)).field()).isEqualTo("/max_tokens");
        assertThat(known.refused(task("t3").ctx(100).maxTokens(101)).code())
                .isEqualTo(ErrorCode.INVALID_PARAMS);
        known.admit(task("t4").ctx(4096).maxTokens(4096));
    }

    @Test
    void refusesAPinThatCannotBeObeyed() {
        assertThat(desk.refused(task("t1").pin("nowhere")).field())
                .isEqualTo("/placement/pin_pool_id");
        assertThat(desk.refused(task("t2").pin(null)).code()).isEqualTo(ErrorCode.INVALID_PARAMS);
        desk.bind(replica("x", "r1", 1, true, 0, 0, "other", null, 4096, "0"));
        assertThat(desk.refused(task("t3").pin("x")).code()).isEqualTo(ErrorCode.INVALID_PARAMS);
        desk.on(new Event.Drain("a", null, 0));
        Admission.Refused draining = desk.refused(task("t4").pin("a"));
        assertThat(draining.code()).isEqualTo(ErrorCode.POOL_UNREADY);
        assertThat(draining.poolId()).isEqualTo("a");
    }

    @Test
    void refusesADeviceMaskThatNoPoolServes() {
        Admission.Refused refused =
                Desk.withPools().bind(replica("a", "r0", 1)).refused(task("t1").mask("GPU1,GPU2"));

        assertThat(refused.code()).isEqualTo(ErrorCode.POOL_UNAVAILABLE);
        desk.admit(task("t2").mask("GPU0,GPU1"));
        assertThat(desk.replicaOf("t2").replica()).isEqualTo("r0");
    }

    @Test
    void isNotReadyWhenEveryPoolThatServesDrains() {
        desk.on(new Event.Drain("a", 5_000L, 0));
        desk.on(new Event.Drain("b", null, 0));

        assertThat(desk.refused(task("t1")).code()).isEqualTo(ErrorCode.POOL_UNREADY);
        desk.on(new Event.Undrain("b", 0));
        desk.admit(task("t2"));
    }

    @Test
    void queuesForAPoolThatStillLoadsAndSaysWhatHasToHappen() {
        Desk cold = Desk.withPools(pool("a"));
        PreparationStep step =
                new PreparationStep(
                        "model:llama",
                        "model_fetch",
                        "model",
                        "fetch it",
                        9_000L,
                        10L,
                        1L,
                        "running");
        cold.on(new Event.PoolPreparing("a", List.of(step)));

        Admission.Admitted told = cold.admit(task("t1"));

        assertThat(told.preparation()).containsExactly(step);
        assertThat(told.predictedStartMs()).isGreaterThanOrEqualTo(9_000);
        assertThat(cold.notices(Notice.NoCapacity.class)).hasSize(1);
        cold.bind(notReady("a", "r0", 1));
        assertThat(cold.started()).isEmpty();
        cold.bind(replica("a", "r0", 1));
        assertThat(cold.started()).containsExactly("t1");
    }

    @Test
    void refusesADeadlineBeforeWhichNoPoolRestarts() {
        Desk waiting = Desk.withPools(pool("a"));
        waiting.bind(crashed("r0", waiting.nowMs + 30_000, false));

        assertThat(waiting.refused(task("t1").deadlineMs(10_000)).code())
                .isEqualTo(ErrorCode.POOL_UNREADY);
        waiting.admit(task("t2").deadlineMs(90_000));
    }

    @Test
    void isNotReadyWhenSupervisionHoldsBackEveryReplica() {
        Desk held = Desk.withPools(pool("a"));
        held.bind(
                crashed("r0", held.nowMs + 40_000, true),
                crashed("r1", held.nowMs + 30_000, false));
        held.admit(task("t1"));
        held.bind(crashed("r1", held.nowMs + 50_000, true));

        Admission.Refused refused = held.refused(task("t2"));

        assertThat(refused.code()).isEqualTo(ErrorCode.POOL_UNREADY);
        assertThat(refused.retryAfterMs()).isBetween(32_000L, 48_000L);
        held.bind(notReady("a", "r0", 1));
        held.admit(task("t3"));
    }

    /** A replica of pool a that supervision tries again at that time, or not before it. */
    private static ReplicaStatus crashed(String name, long retryAtMs, boolean breakerOpen) {
        ReplicaStatus down = notReady("a", name, 1);
        return new ReplicaStatus(
                down.id(),
                down.url(),
                down.engine(),
                down.engineVersion(),
                down.models(),
                null,
                1,
                4096,
                down.workloads(),
                down.devices(),
                new ReplicaCondition(false, false, "it crashed", retryAtMs, breakerOpen),
                Vram.UNKNOWN,
                down.origin());
    }

    @Test
    void refusesADeadlineThatMeasuredDataGivesNoChance() {
        assertThat(desk.refused(task("t0").deadlineMs(0)).code())
                .isEqualTo(ErrorCode.DEADLINE_UNMET);
        Desk cold = Desk.withPools(pool("a")).bind(replica("a", "r0", 1));
        cold.admit(task("cold").deadlineMs(1));
        for (int i = 0; i < 30; i++) {
            desk.admit(task("t" + (i + 1)).maxTokens(10));
            desk.nowMs += 30_000;
            desk.complete("t" + (i + 1));
        }
        desk.admit(task("runs").maxTokens(10));

        Admission.Refused refused = desk.refused(task("late").pin("a").maxTokens(10).deadlineMs(5));

        assertThat(refused.code()).isEqualTo(ErrorCode.DEADLINE_UNMET);
        assertThat(refused.field()).isEqualTo("/deadline_ms");
    }

    @Test
    void keepsTheBodiesOfAllQueuedTasksWithinOneByteLimit() {
        Desk small = new Desk(RandomWorld.SETTINGS, pool("a")).bind(replica("a", "r0", 1));
        small.admit(task("t1").body("x".repeat(900)));
        small.admit(task("t2").body("x".repeat(900)));

        Admission.Refused refused = small.refused(task("t3").body("x".repeat(900)));

        assertThat(refused.code()).isEqualTo(ErrorCode.ADMISSION_REJECT);
        assertThat(refused.policyLabel()).isEqualTo("byte-limit");
        small.complete("t1");
        small.admit(task("t4").body("x".repeat(900)));
    }

    @Test
    void takesNothingNewWhileTheDiskIsFullOrTheDaemonStops() {
        desk.admit(task("t1"));
        desk.on(new Event.StorageFull(true));
        assertThat(desk.refused(task("t2")).code()).isEqualTo(ErrorCode.JOURNAL_FULL);
        desk.on(new Event.StorageFull(false));
        desk.admit(task("t3"));
        desk.on(new Event.Stop(1_000));
        Admission.Refused refused = desk.refused(task("t4"));
        assertThat(refused.code()).isEqualTo(ErrorCode.SHUTTING_DOWN);
        assertThat(refused.retryAfterMs()).isPositive();
    }

    @Test
    void spreadsTheWaitsThatItTells() {
        Desk full = Desk.withPools(pool("a", 1, FullPolicy.REJECT)).bind(replica("a", "r0", 1));
        full.admit(task("t1"));
        full.admit(task("t2"));
        List<Long> waits =
                List.of(3, 4, 5, 6, 7).stream()
                        .map(i -> full.refused(task("t" + i)).retryAfterMs())
                        .toList();

        assertThat(waits).doesNotHaveDuplicates();
        long least = waits.stream().mapToLong(Long::longValue).min().orElseThrow();
        long most = waits.stream().mapToLong(Long::longValue).max().orElseThrow();
        assertThat((double) most / least).isLessThanOrEqualTo(1.5);
    }
}
