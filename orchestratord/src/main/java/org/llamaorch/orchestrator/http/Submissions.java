package org.llamaorch.orchestrator.http;

import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.orchestrator.http.json.InvalidMember;
import org.llamaorch.orchestrator.loop.Core;

/**
 * Submits tasks, and knows which are on their way: a cancel or a stream request for one of them
 * waits for its answer (contract §2, B-DP-205). Safe from any thread; never blocks.
 */
final class Submissions {
    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);

    private final Core core;
    private final Rejections rejections;
    private final StreamDoor streams;
    private final ConcurrentMap<String, CompletableFuture<Void>> inFlight =
            new ConcurrentHashMap<>();

    Submissions(Core core, Rejections rejections, StreamDoor streams) {
        this.core = core;
        this.rejections = rejections;
        this.streams = streams;
    }

    /** Submits a task; call on the event loop on which its caller is served. */
    CompletableFuture<Effect.Answer.Submitted> submit(TaskSpec task) {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        String taskId = task.taskId();
        CompletableFuture<Void> registered =
                inFlight.merge(
                        taskId,
                        answered,
                        (earlier, mine) -> CompletableFuture.allOf(earlier, mine));
        var _ = registered.whenComplete((_, _) -> inFlight.remove(taskId, registered));
        streams.submitting(taskId);
        return core.call(ticket -> new Event.Submit(task, ticket))
                .thenApply(Submissions::submitted)
                .whenComplete((_, _) -> {
                    streams.submitted(taskId);
                    answered.complete(null);
                });
    }

    /** The same future; when it fails with a refusal, a refused task is counted (B-DP-034). */
    <T> Future<T> counted(Future<T> parsed) {
        return parsed.onFailure(failure -> {
            if (failure instanceof InvalidMember invalid) {
                rejections.refused(null, invalid.code(), null);
            } else if (failure instanceof Refusal refusal) {
                counted(refusal.problem());
            }
        });
    }

    /** The same problem, counted as a refused task. */
    Problem counted(Problem problem) {
        rejections.refused(
                problem.engine(), ErrorCode.valueOf(problem.name()), problem.policyLabel());
        return problem;
    }

    /** Completes when no submission of this id is on its way any more. */
    CompletionStage<Void> settled(String taskId) {
        return inFlight.getOrDefault(taskId, NOTHING);
    }

    private static Effect.Answer.Submitted submitted(Effect.Answer answer) {
        if (answer instanceof Effect.Answer.Submitted submitted) {
            return submitted;
        }
        throw new IllegalStateException("a submission was answered with " + answer.getClass());
    }
}
