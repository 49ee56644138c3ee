package org.llamaorch.bdd.breakage;

import static org.llamaorch.bdd.breakage.Change.negates;
import static org.llamaorch.bdd.breakage.Change.omits;
import static org.llamaorch.bdd.breakage.Change.returns;
import static org.llamaorch.bdd.breakage.Change.returnsNothing;
import static org.llamaorch.bdd.breakage.Change.says;

import java.util.List;

/** What starts when and where, and what ends it. */
final class SchedulingBreakages {

    static final List<Breakage> ALL =
            List.of(
                    new Breakage(
                            "aged-batch-never-due",
                            "B-SCH-001",
                            "A batch task that waited past the limit gets no turn.",
                            "core.queue.BatchAgeing",
                            "due",
                            returns(false)),
                    new Breakage(
                            "turns-not-taken",
                            "B-SCH-002",
                            "Callers are not served in turns.",
                            "core.queue.CallerTurns",
                            "nextServed",
                            returns(0L)),
                    new Breakage(
                            "session-forgets-its-replica",
                            "B-SCH-004",
                            "A session does not know where it was served last.",
                            "core.session.Session",
                            "lastReplica",
                            returnsNothing()),
                    new Breakage(
                            "pin-ignored",
                            "B-SCH-006",
                            "A pin to a pool is not obeyed.",
                            "core.placement.Demand",
                            "pinnedPool",
                            returnsNothing()),
                    new Breakage(
                            "fallback-the-wrong-way",
                            "B-SCH-006",
                            "Who allows no fallback gets one, and the other way round.",
                            "core.placement.Demand",
                            "allows",
                            negates("allowFallback")),
                    new Breakage(
                            "clock-set-back-believed",
                            "B-DL-006",
                            "The times of an earlier life are forgotten.",
                            "orchestrator.loop.LifeClock",
                            "notBefore",
                            returnsNothing()),
                    new Breakage(
                            "strict-shares-its-replica",
                            "B-SCH-011",
                            "A strict task decodes beside others.",
                            "core.placement.Demand",
                            "alone",
                            returns(false)),
                    new Breakage(
                            "full-engine-counts-as-fault",
                            "B-SCH-012",
                            "An engine that says it is full is not left to rest.",
                            "core.scheduler.EngineFaults",
                            "full",
                            omits("rest")),
                    new Breakage(
                            "not-tried-again",
                            "B-DP-117",
                            "A failure before the first token ends the task.",
                            "core.scheduler.SchedulerSettings",
                            "attemptsMax",
                            returns(1)),
                    new Breakage(
                            "dead-engine-asked-again",
                            "B-DP-117",
                            "An engine at which an attempt failed is not looked at.",
                            "orchestrator.registry.Replicas",
                            "suspect",
                            returnsNothing()),
                    new Breakage(
                            "deadline-passes-unseen",
                            "B-DL-002",
                            "A deadline that passes ends nothing.",
                            "core.scheduler.Deadlines",
                            "passed",
                            returnsNothing()),
                    new Breakage(
                            "hang-unseen",
                            "B-DL-003",
                            "The wall timeout ends nothing.",
                            "core.scheduler.Deadlines",
                            "ranTooLong",
                            returnsNothing()),
                    new Breakage(
                            "leaving-ignored",
                            "B-DL-005",
                            "A task that asked for it is not cancelled when its listener leaves.",
                            "core.scheduler.Cancels",
                            "endsWithListeners",
                            returns(false)),
                    new Breakage(
                            "cancel-ends-nothing",
                            "B-DP-130",
                            "A cancel is heard and ends nothing.",
                            "core.scheduler.Cancels",
                            "cancel",
                            omits("endFromOutside")),
                    new Breakage(
                            "cancel-answers-200",
                            "B-DP-205",
                            "A cancel is answered with 200.",
                            "orchestrator.http.TaskRoutes",
                            "*",
                            says(204, 200)),
                    new Breakage(
                            "cancel-not-narrated",
                            "B-DP-201",
                            "A cancel is logged as something else.",
                            "orchestrator.observe.Narrator",
                            "*",
                            says("cancel", "stop")),
                    new Breakage(
                            "drain-not-shown",
                            "B-CP-013",
                            "A pool that drains does not show it.",
                            "core.placement.Fleet",
                            "markDraining",
                            returnsNothing()),
                    new Breakage(
                            "drain-deadline-forgotten",
                            "B-CP-023",
                            "A drain's deadline ends nothing.",
                            "core.scheduler.Drains",
                            "deadlinePassed",
                            returnsNothing()),
                    new Breakage(
                            "drained-pool-takes-work",
                            "B-CP-024",
                            "Work is placed on a pool that drains.",
                            "core.placement.Pool",
                            "draining",
                            returns(false)),
                    new Breakage(
                            "turns-without-end",
                            "B-SS-022",
                            "The turns of a session are never used up.",
                            "core.session.SessionBook",
                            "turnsUsedUp",
                            returns(false)),
                    new Breakage(
                            "session-never-expires",
                            "B-SS-021",
                            "A session that nobody uses stays.",
                            "core.session.SessionBook",
                            "expire",
                            returns(Change.EMPTY)),
                    new Breakage(
                            "session-not-deleted",
                            "B-SS-010",
                            "A deleted session is still there.",
                            "core.session.SessionBook",
                            "delete",
                            returns(false)));

    private SchedulingBreakages() {}
}
