package org.llamaorch.bdd.breakage;

import static org.llamaorch.bdd.breakage.Change.omits;
import static org.llamaorch.bdd.breakage.Change.returns;
import static org.llamaorch.bdd.breakage.Change.returnsNothing;

import java.util.List;

/** What traces and records tell. */
final class ObservationBreakages {

    static final List<Breakage> ALL =
            List.of(
                    new Breakage(
                            "engine-untraced",
                            "B-CFG-022",
                            "No traceparent goes to the engine.",
                            "orchestrator.trace.otlp.Spans",
                            "headers",
                            omits("inject")),
                    new Breakage(
                            "refused-request-untraced",
                            "B-CFG-022",
                            "A request that is no task is in no trace.",
                            "orchestrator.http.RequestSpan",
                            "tells",
                            returns(false)),
                    new Breakage(
                            "trace-not-logged",
                            "B-CFG-022",
                            "Without a collector the caller's trace is in no record.",
                            "orchestrator.trace.TraceIds",
                            "sent",
                            returns(Change.EMPTY)),
                    new Breakage(
                            "requests-take-the-room",
                            "B-OBS-013",
                            "Spans of requests take the room that is kept for those of tasks.",
                            "orchestrator.trace.otlp.BoundedSpans",
                            "onEnd",
                            omits("getAttribute")),
                    new Breakage(
                            "lost-spans-untold",
                            "B-OBS-013",
                            "Spans that no collector has are lost in silence.",
                            "orchestrator.daemon.SpanNews",
                            "lost",
                            returnsNothing()),
                    new Breakage(
                            "floods-recorded",
                            "B-MW-012",
                            "Each of a flood of wrong keys is recorded.",
                            "orchestrator.http.HttpLimits",
                            "refusalsPerMinute",
                            returns(1_000_000)));

    private ObservationBreakages() {}
}
