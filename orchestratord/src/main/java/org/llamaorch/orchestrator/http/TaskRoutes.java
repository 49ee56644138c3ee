package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Scope;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.core.task.TaskView;
import org.llamaorch.orchestrator.http.task.Ids;
import org.llamaorch.orchestrator.http.task.TaskOrigin;
import org.llamaorch.orchestrator.http.task.TaskRequests;

/** Tasks over {@code /v2}: create, look at, stream, cancel (contract §2, §3). */
final class TaskRoutes {
    private final HttpServices services;
    private final HttpSettings settings;
    private final Bodies bodies;
    private final TaskRequests requests;
    private final Submissions submissions;
    private final TaskListing listing;

    TaskRoutes(
            HttpServices services,
            HttpSettings settings,
            Bodies bodies,
            TaskRequests requests,
            Submissions submissions) {
        this.services = services;
        this.settings = settings;
        this.bodies = bodies;
        this.requests = requests;
        this.submissions = submissions;
        this.listing = new TaskListing(services, settings);
    }

    List<Operation> operations() {
        return List.of(
                Operation.of("createTask", HttpMethod.POST, "/v2/tasks", Scope.DATA, this::create),
                Operation.of("listTasks", HttpMethod.GET, "/v2/tasks", Scope.DATA, listing::list),
                Operation.of("getTask", HttpMethod.GET, "/v2/tasks/{id}", Scope.DATA, this::get),
                Operation.of(
                        "streamTask",
                        HttpMethod.GET,
                        "/v2/tasks/{id}/events",
                        Scope.DATA,
                        this::stream),
                Operation.of(
                        "cancelTask",
                        HttpMethod.POST,
                        "/v2/tasks/{id}/cancel",
                        Scope.DATA,
                        this::cancel));
    }

    private void create(Exchange exchange) {
        TaskOrigin origin = TaskHeaders.origin(exchange, settings.trustStrict());
        exchange.whenDone(
                submissions.counted(
                        bodies.json(exchange.request(), body -> requests.read(body, origin))),
                task -> submit(exchange, task));
    }

    private void submit(Exchange exchange, TaskSpec task) {
        exchange.whenDone(
                submissions.submit(task),
                answer -> {
                    exchange.isTask();
                    switch (answer.admission()) {
                        case Admission.Admitted admitted -> {
                            exchange.budgetHeaders(answer.left());
                            exchange.answer(202, TaskJson.admission(admitted));
                        }
                        case Admission.Refused refused -> exchange.refuse(Problem.of(refused));
                    }
                });
    }

    private void get(Exchange exchange) {
        String taskId = exchange.parameter("id");
        exchange.whenDone(
                visible(exchange, taskId),
                found ->
                        found.ifPresentOrElse(
                                view -> exchange.answer(200, TaskJson.view(view)),
                                () -> exchange.refuse(Problems.noSuchTask())));
    }

    private void stream(Exchange exchange) {
        String taskId = exchange.parameter("id");
        boolean verbose = TaskHeaders.flag("verbose", exchange.query("verbose"));
        long fromId = TaskHeaders.firstFrame(exchange);
        exchange.whenDone(
                visible(exchange, taskId).thenCompose(this::withBudget),
                found -> {
                    if (found.isEmpty()) {
                        exchange.refuse(Problems.noSuchTask());
                    } else if (exchange.open()) {
                        exchange.budgetHeaders(found.get());
                        if (!services.streams()
                                .events(exchange.request(), taskId, fromId, verbose)) {
                            exchange.refuse(streamOver(taskId));
                        }
                    }
                });
    }

    /** What the task's caller may still use in its session. */
    private CompletionStage<Optional<Spending>> withBudget(Optional<TaskView> found) {
        if (found.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        TaskView task = found.get();
        return services.core()
                .ask((state, now) -> Optional.of(state.left(task.caller(), task.sessionId(), now)));
    }

    private static Problem streamOver(String taskId) {
        return new Problem(
                ErrorCode.TASK_NOT_FOUND.httpStatus(),
                ErrorCode.TASK_NOT_FOUND.name(),
                0,
                "The stream of this task is not kept any more.",
                null,
                null,
                null,
                false,
                null,
                null,
                "Its transcript may be: GET /v2/artifacts?tag=task:" + taskId,
                null);
    }

    /** Answers 204 whatever the id: one that nobody of this caller's knows is not cancelled. */
    private void cancel(Exchange exchange) {
        String taskId = exchange.parameter("id");
        exchange.whenDone(
                visible(exchange, taskId),
                found -> {
                    if (found.isEmpty()) {
                        exchange.answerEmpty(204);
                        return;
                    }
                    exchange.whenDone(
                            services.core()
                                    .call(ticket ->
                                            new Event.Cancel(taskId, CancelReason.CLIENT, ticket)),
                            _ -> exchange.answerEmpty(204));
                });
    }

    /**
     * The task if it exists and the caller may see it (B-SEC-002). Live ones are asked for first:
     * one that ends in between is found among the ended ones.
     */
    private CompletableFuture<Optional<TaskView>> visible(Exchange exchange, String taskId) {
        if (!Ids.isValid(taskId)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return submissions
                .settled(taskId)
                .thenCompose(
                        _ -> services.core().ask((scheduler, now) -> scheduler.task(taskId, now)))
                .thenCompose(live ->
                        live.isPresent()
                                ? CompletableFuture.completedFuture(live)
                                : services.journal().ended(taskId))
                .thenApply(found -> found.filter(view -> exchange.caller().sees(view.caller())))
                .toCompletableFuture();
    }
}
