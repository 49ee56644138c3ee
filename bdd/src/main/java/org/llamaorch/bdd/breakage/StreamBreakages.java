package org.llamaorch.bdd.breakage;

import static org.llamaorch.bdd.breakage.Change.returns;
import static org.llamaorch.bdd.breakage.Change.returnsNothing;
import static org.llamaorch.bdd.breakage.Change.says;

import java.util.List;

/** What listeners, logs and metrics are told. */
final class StreamBreakages {

    static final List<Breakage> ALL =
            List.of(
                    new Breakage(
                            "resume-from-the-start",
                            "B-RES-001",
                            "Last-Event-ID is not read.",
                            "orchestrator.http.TaskHeaders",
                            "firstFrame",
                            returns(0L)),
                    new Breakage(
                            "silence-stays-silent",
                            "B-RES-007",
                            "A silent stream gets no comments.",
                            "orchestrator.stream.StreamListener",
                            "comment",
                            returnsNothing()),
                    new Breakage(
                            "waiting-tells-nothing",
                            "B-DP-112",
                            "Who waits is sent no metrics frames.",
                            "orchestrator.stream.EventStreamListener",
                            "tell",
                            returnsNothing()),
                    new Breakage(
                            "restart-forgets",
                            "B-RES-010",
                            "A restart takes no task up from the journal.",
                            "core.scheduler.Recovery",
                            "restoreTask",
                            returnsNothing()),
                    new Breakage(
                            "transcripts-not-kept",
                            "B-DP-140",
                            "Ended tasks leave no transcript.",
                            "orchestrator.transcript.Transcripts",
                            "keep",
                            returnsNothing()),
                    new Breakage(
                            "transcripts-only-in-turn",
                            "B-STR-030",
                            "Who asks for a transcript waits until its turn comes.",
                            "orchestrator.transcript.Transcripts",
                            "makeAsked",
                            returnsNothing()),
                    new Breakage(
                            "refusals-not-counted",
                            "B-DP-034",
                            "Refusals are not counted.",
                            "orchestrator.observe.NoticeCounts",
                            "rejected",
                            returnsNothing()),
                    new Breakage(
                            "ends-not-counted",
                            "B-DP-203",
                            "Ends of tasks are not counted.",
                            "orchestrator.observe.NoticeCounts",
                            "ended",
                            returnsNothing()),
                    new Breakage(
                            "starts-not-counted",
                            "B-DP-145",
                            "Starts of tasks are not counted.",
                            "orchestrator.observe.NoticeCounts",
                            "placed",
                            returnsNothing()),
                    new Breakage(
                            "admissions-not-counted",
                            "B-DP-028",
                            "Admissions are not counted.",
                            "orchestrator.observe.NoticeCounts",
                            "admitted",
                            returnsNothing()),
                    new Breakage(
                            "log-without-correlation",
                            "B-MW-003",
                            "Records of tasks do not carry the correlation id.",
                            "orchestrator.observe.Told",
                            "*",
                            says("correlation_id", "correlation")),
                    new Breakage(
                            "identity-not-logged",
                            "B-MW-021",
                            "Records do not say whose request it was.",
                            "orchestrator.observe.Told",
                            "*",
                            says("identity", "who")),
                    new Breakage(
                            "human-missing",
                            "B-OBS-023",
                            "Records do not tell people anything.",
                            "orchestrator.observe.JsonLines",
                            "*",
                            says("human", "message")),
                    new Breakage(
                            "done-missing",
                            "B-OAI-003",
                            "The stream of a chat does not end with [DONE].",
                            "orchestrator.stream.OpenAiListener",
                            "*",
                            says("data: [DONE]\n\n", "")));

    private StreamBreakages() {}
}
