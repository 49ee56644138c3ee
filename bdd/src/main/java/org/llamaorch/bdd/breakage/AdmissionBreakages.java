package org.llamaorch.bdd.breakage;

import static org.llamaorch.bdd.breakage.Change.returns;
import static org.llamaorch.bdd.breakage.Change.returnsNothing;
import static org.llamaorch.bdd.breakage.Change.says;

import java.util.List;

/** What is let in, what is refused, and what is told then. */
final class AdmissionBreakages {

    static final List<Breakage> ALL =
            List.of(
                    new Breakage(
                            "past-deadline-admitted",
                            "B-DP-002",
                            "A deadline that is no time counts as an hour.",
                            "orchestrator.http.task.Deadlines",
                            "checked",
                            returns(3_600_000L)),
                    new Breakage(
                            "unknown-model-passes",
                            "B-DP-005",
                            "A name that is no model is no longer told from a known one.",
                            "core.admission.ModelCheck",
                            "refuse",
                            returns(Change.EMPTY)),
                    new Breakage(
                            "full-queue-takes-all",
                            "B-DP-004",
                            "A full queue takes newcomers.",
                            "core.admission.QueueRoom",
                            "has",
                            returns(true)),
                    new Breakage(
                            "nothing-is-dropped",
                            "B-DP-014",
                            "drop-lru finds no victim.",
                            "core.admission.CapacityCheck",
                            "victim",
                            returnsNothing()),
                    new Breakage(
                            "one-caller-takes-all",
                            "B-SCH-013",
                            "A caller may hold every place while others are active.",
                            "core.admission.QueueRoom",
                            "overHalf",
                            returns(false)),
                    new Breakage(
                            "high-water-ignored",
                            "B-SCH-008",
                            "shed-low-priority keeps no places for interactive tasks.",
                            "core.placement.PoolSpec",
                            "highWaterPercent",
                            returns(100)),
                    new Breakage(
                            "bytes-not-counted",
                            "B-SCH-010",
                            "The bodies of queued tasks count nothing.",
                            "core.queue.PoolPlaces",
                            "queuedBytes",
                            returns(0L)),
                    new Breakage(
                            "rate-not-kept",
                            "B-SEC-003",
                            "A key's rate holds nobody up.",
                            "core.admission.RateBuckets",
                            "take",
                            returns(0L)),
                    new Breakage(
                            "wait-not-computed",
                            "B-DP-031",
                            "Every pool tells the same wait.",
                            "core.admission.Backoff",
                            "untilPlace",
                            returns(5_000L)),
                    new Breakage(
                            "backoff-header-misnamed",
                            "B-DP-032",
                            "The wait in milliseconds comes in another header.",
                            "orchestrator.http.ErrorAnswers",
                            "send",
                            says("X-Backoff-Ms", "X-Backoff")),
                    new Breakage(
                            "retry-after-missing",
                            "B-ERR-016",
                            "A 429 has no Retry-After.",
                            "orchestrator.http.ErrorAnswers",
                            "send",
                            says("Retry-After", "Retry-Soon")),
                    new Breakage(
                            "policy-not-told",
                            "B-ERR-015",
                            "A refusal does not say which policy refused it.",
                            "orchestrator.http.ErrorAnswers",
                            "envelope",
                            says("policy_label", "policy")),
                    new Breakage(
                            "engine-not-told",
                            "B-ERR-012",
                            "A refusal does not name the engine.",
                            "orchestrator.http.ErrorAnswers",
                            "envelope",
                            says("engine", "motor")),
                    new Breakage(
                            "field-not-told",
                            "B-ERR-010",
                            "A refusal says INVALID instead of its code.",
                            "orchestrator.http.ErrorAnswers",
                            "envelope",
                            says("code", "error")),
                    new Breakage(
                            "position-always-first",
                            "B-DP-015",
                            "Whoever comes is told that nobody is ahead.",
                            "core.queue.PoolPlaces",
                            "positionOfNewcomer",
                            returns(0)),
                    new Breakage(
                            "start-always-now",
                            "B-DP-020",
                            "Every task is told that it starts at once.",
                            "core.admission.Admission$Admitted",
                            "predictedStartMs",
                            returns(0L)),
                    new Breakage(
                            "hopeless-deadline-admitted",
                            "B-DL-001",
                            "A deadline without a chance is admitted.",
                            "core.admission.DeadlineCheck",
                            "refuse",
                            returns(Change.EMPTY)),
                    new Breakage(
                            "repeat-runs-twice",
                            "B-RTY-001",
                            "The same task again is another task.",
                            "core.scheduler.RepeatedTasks",
                            "answer",
                            returns(Change.EMPTY)),
                    new Breakage(
                            "conflict-unseen",
                            "B-RTY-002",
                            "Another body under a known id is taken for the same task.",
                            "core.task.TaskSpec",
                            "bodyDigest",
                            returns("the-same")),
                    new Breakage(
                            "waits-for-no-pool",
                            "B-DP-005",
                            "A task waits for ever for a pool that is gone.",
                            "core.scheduler.CountedPools",
                            "watch",
                            returnsNothing()));

    private AdmissionBreakages() {}
}
