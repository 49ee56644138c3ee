package org.llamaorch.orchestrator.observe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.Determinism;
import org.llamaorch.contracts.Door;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.FinishReason;
import org.llamaorch.contracts.FullPolicy;
import org.llamaorch.contracts.KvHint;
import org.llamaorch.contracts.Outcome;
import org.llamaorch.contracts.PlacementRequest;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.budget.Price;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.placement.ReplicaCondition;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.placement.Vram;
import org.llamaorch.core.scheduler.Notice;
import org.llamaorch.core.task.JsonBody;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.core.task.TraceContext;

/** A task, a pool, a replica and every kind of notice about them. */
final class Samples {

    static final String TASK_ID = "6f9619ff-8b86-4011-b42d-00cf4fc964ff";
    static final String PROMPT = "a-prompt-nobody-may-read";
    static final ReplicaId REPLICA_ID = ReplicaId.local("pool-blue", "r7");

    private Samples() {}

    static PoolSpec pool(String id) {
        return new PoolSpec(
                id,
                EngineKind.LLAMACPP,
                "demo:gemma3-270m",
                List.of(),
                256,
                FullPolicy.REJECT,
                80,
                null,
                600_000,
                60_000,
                512,
                Price.FREE,
                null,
                false);
    }

    static TaskSpec task() {
        return new TaskSpec(
                TASK_ID,
                null,
                "localhost",
                "session-red",
                "correlation-green",
                TraceContext.NONE,
                Door.V2,
                "task",
                "demo:gemma3-270m",
                null,
                Workload.COMPLETION,
                0,
                Priority.INTERACTIVE,
                64,
                null,
                null,
                null,
                Determinism.BEST_EFFORT,
                KvHint.REUSE,
                1,
                100,
                false,
                0,
                PlacementRequest.AUTO,
                false,
                "00",
                JsonBody.of(PROMPT.getBytes(StandardCharsets.UTF_8)));
    }

    static ReplicaStatus replica(boolean live, boolean ready) {
        return new ReplicaStatus(
                REPLICA_ID,
                "http://127.0.0.1:9",
                EngineKind.LLAMACPP,
                "b6000",
                List.of("demo:gemma3-270m"),
                null,
                4,
                4096,
                Set.of(Workload.COMPLETION),
                List.of("0"),
                new ReplicaCondition(live, ready, null, 0, false),
                new Vram(8_000, 3_000),
                ReplicaOrigin.CONFIGURATION);
    }

    static PoolView view(ReplicaStatus status) {
        return new PoolView(
                pool("pool-blue"),
                true,
                true,
                true,
                false,
                null,
                3,
                2,
                4,
                1,
                0.5,
                12.25,
                List.of(new PoolView.ReplicaView(status, 3, "half_open", 0)));
    }

    static Admission.Admitted admitted(boolean repeated) {
        return new Admission.Admitted(
                TASK_ID,
                "session-red",
                3,
                1_234,
                null,
                Priority.INTERACTIVE,
                "pool-blue",
                List.of(),
                repeated);
    }

    static Admission.Refused refused(ErrorCode code, @Nullable String policy) {
        return new Admission.Refused(
                code,
                "say it again later",
                null,
                EngineKind.LLAMACPP,
                "pool-blue",
                policy != null,
                policy,
                policy == null ? null : 2_345L,
                null);
    }

    static Terminal.End end() {
        return new Terminal.End(40, 1_100, 12, 4, FinishReason.STOP, null, "b6000", "00", null);
    }

    static Terminal.Failure failure(Outcome outcome, ErrorCode code) {
        return new Terminal.Failure(
                outcome, code, "do it again", null, "pool-blue", true, null, null);
    }

    static Notice.Ended ended(Terminal terminal, @Nullable CancelReason by) {
        return new Notice.Ended(task(), terminal, replica(true, true), by, 500, 2_000);
    }

    /** Every kind of notice, in every variant that reads differently. */
    static List<Notice> allNotices() {
        List<Notice> all = new ArrayList<>();
        all.add(new Notice.Admitted(task(), admitted(false)));
        all.add(new Notice.Admitted(task(), admitted(true)));
        for (ErrorCode code : ErrorCode.values()) {
            all.add(new Notice.Refused(task(), refused(code, null)));
            all.add(new Notice.Refused(task(), refused(code, "reject")));
            all.add(ended(failure(Outcome.FAILED, code), null));
        }
        for (Outcome outcome : Outcome.values()) {
            for (CancelReason reason : CancelReason.values()) {
                all.add(ended(failure(outcome, ErrorCode.CANCELED), reason));
            }
        }
        all.add(new Notice.Placed(task(), replica(true, true), 1, 2, false, 123_456));
        all.add(new Notice.Placed(task(), replica(true, true), 2, 2, true, 5));
        all.add(new Notice.NoCapacity(task()));
        all.add(new Notice.Requeued(task(), 1, replica(true, true), "connection reset"));
        all.add(new Notice.FirstToken(task(), replica(true, true), 230));
        all.add(ended(end(), null));
        all.add(new Notice.ReplicaBound(replica(false, false)));
        all.add(new Notice.ReplicaBound(replica(true, false)));
        all.add(new Notice.ReplicaBound(replica(true, true)));
        all.add(new Notice.ReplicaLost(REPLICA_ID, "the process ended with 139"));
        for (String state : List.of("open", "half_open", "closed")) {
            all.add(new Notice.BreakerChanged(REPLICA_ID, state, "five faults in a row"));
        }
        all.add(new Notice.EngineResting(REPLICA_ID, 2_000));
        all.add(new Notice.Draining("pool-blue", null));
        all.add(new Notice.Draining("pool-blue", 30_000L));
        all.add(new Notice.Undrained("pool-blue"));
        all.add(new Notice.Reloaded("pool-blue", "demo:before", "demo:gemma3-270m"));
        return all;
    }
}
