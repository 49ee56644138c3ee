package org.llamaorch.orchestrator.observe;

import static org.llamaorch.orchestrator.observe.Amounts.count;
import static org.llamaorch.orchestrator.observe.Amounts.time;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.scheduler.Notice;

/**
 * What a notice says to a person: one short sentence in the present tense, without identifiers
 * (ORCH-3305). Names, which come from outside, stay in the record's fields.
 */
final class Sentences {

    private Sentences() {}

    static String of(Notice notice) {
        return switch (notice) {
            case Notice.Admitted n -> admitted(n);
            case Notice.Refused n -> refused(n);
            case Notice.Placed n ->
                    n.attempt() == 1
                            ? "A task gets a free slot after waiting " + time(n.queuedMs()) + "."
                            : "A task gets a slot for attempt " + n.attempt() + ".";
            case Notice.NoCapacity _ -> "A task has its turn, but no slot is free for it.";
            case Notice.Requeued n ->
                    "Attempt "
                            + n.attempt()
                            + " fails before its first token; the task goes back to its place.";
            case Notice.FirstToken n ->
                    "A task's first token arrives "
                            + time(n.sinceAdmissionMs())
                            + " after its admission.";
            case Notice.Ended n ->
                    switch (n.terminal()) {
                        case Terminal.End end -> completed(end);
                        case Terminal.Failure failure -> failed(failure, n.canceledBy());
                    };
            case Notice.ReplicaBound n -> bound(n.status());
            case Notice.ReplicaLost _ -> "A worker is lost; its tasks are told or queued again.";
            case Notice.BreakerChanged n ->
                    switch (n.state()) {
                        case "open" -> "A worker keeps failing; its circuit breaker opens.";
                        case "half_open" -> "A worker's circuit breaker lets one trial through.";
                        default -> "A worker serves well again; its circuit breaker closes.";
                    };
            case Notice.EngineResting n ->
                    "A worker says it is full and rests for " + time(n.restMs()) + ".";
            case Notice.Draining n ->
                    n.deadlineMs() == null
                            ? "A pool takes nothing new and finishes what runs on it."
                            : "A pool takes nothing new and ends what runs within "
                                    + time(n.deadlineMs())
                                    + ".";
            case Notice.Undrained _ -> "A pool takes new work again.";
            case Notice.Reloaded _ -> "A pool serves another model from now on.";
        };
    }

    static String engineName(EngineKind engine) {
        return switch (engine) {
            case LLAMACPP -> "llama.cpp";
            case VLLM -> "vLLM";
            case TGI -> "TGI";
            case TRITON -> "Triton";
            case OPENAI -> "OpenAI-compatible";
        };
    }

    private static String admitted(Notice.Admitted n) {
        if (n.told().repeated()) {
            return "A retry finds its task admitted already and gets the same answer.";
        }
        String task = n.told().priority() == Priority.BATCH ? "A batch task" : "A task";
        return task
                + " is admitted behind "
                + count(n.told().queuePosition(), "other")
                + " and should start in "
                + time(n.told().predictedStartMs())
                + ".";
    }

    private static String refused(Notice.Refused n) {
        String why =
                switch (n.refusal().code()) {
                    case INVALID_PARAMS -> "its request is wrong";
                    case DEADLINE_UNMET -> "its deadline can hardly be met";
                    case UNTRUSTED_ARTIFACT -> "its model is not trusted";
                    case BUDGET_EXHAUSTED -> "its budget does not cover it";
                    case MODEL_DEPRECATED -> "its model is retired";
                    case MODEL_NOT_FOUND -> "nothing here has its model";
                    case POOL_NOT_FOUND -> "its pool does not exist";
                    case TASK_ID_CONFLICT -> "its id belongs to another task";
                    case ADMISSION_REJECT, QUEUE_FULL_DROP_LRU -> "there is no room for it";
                    case POOL_UNREADY -> "its pools take no work now";
                    case POOL_UNAVAILABLE -> "no pool serves it";
                    case JOURNAL_FULL -> "the disk is full";
                    case SHUTTING_DOWN -> "the orchestrator is stopping";
                    default -> "of an error";
                };
        Long waitMs = n.refusal().retryAfterMs();
        return "A task is refused because "
                + (why.equals("of an error") ? "an error occurs" : why)
                + (waitMs == null ? "." : "; it may come back in " + time(waitMs) + ".");
    }

    private static String completed(Terminal.End end) {
        return end.tokensOut() == 0
                ? "A task completes with its result."
                : "A task completes with "
                        + count(end.tokensOut(), "token")
                        + " decoded in "
                        + time(end.decodeTimeMs())
                        + ".";
    }

    private static String failed(Terminal.Failure failure, @Nullable CancelReason by) {
        return switch (failure.outcome()) {
            case COMPLETED -> "A task completes.";
            case CANCELED ->
                    by == CancelReason.DISCONNECT
                            ? "A task is cancelled because nobody listens to it any more."
                            : "A task is cancelled by its client.";
            case DROPPED -> "A queued task is dropped to make room for a newer one.";
            case EXPIRED -> "A task ends because its deadline passes.";
            case FAILED -> "A task fails because " + cause(failure.code()) + ".";
        };
    }

    private static String cause(ErrorCode code) {
        return switch (code) {
            case REPLICA_EXHAUSTED -> "three attempts end before a first token";
            case DECODE_TIMEOUT -> "its engine takes too long";
            case WORKER_RESET -> "its worker goes away in the middle";
            case INVALID_PARAMS -> "its engine refuses the request";
            case POOL_UNAVAILABLE -> "no pool can serve it";
            case POOL_UNREADY -> "its pools take no work";
            default -> "an error occurs";
        };
    }

    private static String bound(ReplicaStatus status) {
        String article = status.engine() == EngineKind.OPENAI ? "An " : "A ";
        String worker = article + engineName(status.engine()) + " worker ";
        if (!status.live()) {
            return worker + "is bound; it does not answer yet.";
        }
        if (!status.ready()) {
            return worker + "is bound and still getting ready.";
        }
        return worker + "with " + count(status.slots(), "slot") + " is bound and ready.";
    }
}
