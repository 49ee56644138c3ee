package org.llamaorch.bdd.breakage;

import static org.llamaorch.bdd.breakage.Change.negates;
import static org.llamaorch.bdd.breakage.Change.omits;
import static org.llamaorch.bdd.breakage.Change.returns;
import static org.llamaorch.bdd.breakage.Change.returnsNothing;

import java.util.List;

/** Who gets in. */
final class DoorBreakages {

    static final List<Breakage> ALL =
            List.of(
                    new Breakage(
                            "task-filters-unread",
                            "B-DP-207",
                            "Filters of the list of tasks narrow nothing that lives.",
                            "orchestrator.http.TaskListing",
                            "fits",
                            returns(true)),
                    new Breakage(
                            "pages-start-over",
                            "B-DP-207",
                            "Every page of the list of tasks is the first.",
                            "orchestrator.http.TaskListing",
                            "place",
                            returnsNothing()),
                    new Breakage(
                            "door-session-unread",
                            "B-OAI-007",
                            "The session that a chat names is not read.",
                            "orchestrator.http.DoorHeaders",
                            "sessionId",
                            returnsNothing()),
                    new Breakage(
                            "correlation-id-replaced",
                            "B-MW-001",
                            "Every request gets the same id.",
                            "orchestrator.http.CorrelationId",
                            "of",
                            returns("made-up")),
                    new Breakage(
                            "correlation-id-no-uuid",
                            "B-MW-002",
                            "A request without an id gets one that is no UUID.",
                            "orchestrator.http.CorrelationId",
                            "of",
                            returns("made-up")),
                    new Breakage(
                            "wrong-key-passes",
                            "B-MW-012",
                            "Any key is taken for a right one.",
                            "orchestrator.http.auth.ApiKey",
                            "matches",
                            returns(true)),
                    new Breakage(
                            "right-key-refused",
                            "B-MW-013",
                            "No key is taken for a right one.",
                            "orchestrator.http.auth.ApiKey",
                            "matches",
                            returns(false)),
                    new Breakage(
                            "metrics-need-a-key",
                            "B-MW-010",
                            "Metrics are closed although no setting says so.",
                            "orchestrator.config.Config$Access",
                            "metricsOpen",
                            returns(false)),
                    new Breakage(
                            "no-key-needed",
                            "B-MW-011",
                            "What needs a key is open to all.",
                            "orchestrator.http.Operation",
                            "needsCaller",
                            returns(false)),
                    new Breakage(
                            "host-not-checked",
                            "B-SEC-005",
                            "Names and pages of other places get in.",
                            "orchestrator.http.auth.Authentication",
                            "foreign",
                            returns(Change.EMPTY)),
                    new Breakage(
                            "scopes-not-checked",
                            "B-SEC-001",
                            "A key opens operations outside its scopes.",
                            "orchestrator.http.RequestHandler",
                            "run",
                            omits("disjoint")),
                    new Breakage(
                            "others-tasks-seen",
                            "B-SEC-002",
                            "A caller sees the tasks of others.",
                            "orchestrator.http.auth.Caller",
                            "sees",
                            returns(true)),
                    new Breakage(
                            "keys-not-renewed",
                            "B-SEC-004",
                            "Changes of the file of keys are not taken over.",
                            "orchestrator.daemon.CallerKeys",
                            "look",
                            returnsNothing()),
                    new Breakage(
                            "worker-without-bearer",
                            "B-CP-050",
                            "A worker registers without a key.",
                            "orchestrator.http.Operation",
                            "needsBearer",
                            returns(false)),
                    new Breakage(
                            "capabilities-stale",
                            "B-CP-002",
                            "Capabilities stay as they were first told.",
                            "orchestrator.http.Capabilities",
                            "document",
                            negates("equals")),
                    new Breakage(
                            "ended-key-passes",
                            "B-SEC-004",
                            "A key is taken after its end.",
                            "orchestrator.http.auth.ApiKey",
                            "over",
                            returns(Change.EMPTY)),
                    new Breakage(
                            "door-keeps-its-settings",
                            "B-SEC-005",
                            "Reading the configuration again changes nothing at the door.",
                            "orchestrator.http.HttpServer",
                            "take",
                            returnsNothing()));

    private DoorBreakages() {}
}
