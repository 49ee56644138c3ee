package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.orchestrator.http.openai.DoorEndpoint;
import org.llamaorch.orchestrator.http.openai.DoorHead;
import org.llamaorch.orchestrator.http.openai.DoorRequests;
import org.llamaorch.orchestrator.http.openai.DoorTask;
import org.llamaorch.orchestrator.stream.OpenAiFailures;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAI door: the same queue and admission in that API's shapes (B-OAI). */
final class DoorRoutes {
    private static final String TASK_ID = "X-Task-Id";

    private final HttpServices services;
    private final boolean trustStrict;
    private final Bodies bodies;
    private final DoorRequests requests;
    private final Submissions submissions;
    private final long startedSeconds;

    /**
     * @param startedSeconds epoch seconds since when the models are served, as far as we know
     */
    DoorRoutes(
            HttpServices services,
            boolean trustStrict,
            Bodies bodies,
            DoorRequests requests,
            Submissions submissions,
            long startedSeconds) {
        this.services = services;
        this.trustStrict = trustStrict;
        this.bodies = bodies;
        this.requests = requests;
        this.submissions = submissions;
        this.startedSeconds = startedSeconds;
    }

    List<Operation> operations() {
        return List.of(
                Operation.ofDoor("listModels", HttpMethod.GET, "/v1/models", this::models),
                Operation.ofDoor(
                        "createChatCompletion",
                        HttpMethod.POST,
                        "/v1/chat/completions",
                        exchange -> complete(exchange, DoorEndpoint.CHAT)),
                Operation.ofDoor(
                        "createCompletion",
                        HttpMethod.POST,
                        "/v1/completions",
                        exchange -> complete(exchange, DoorEndpoint.COMPLETION)),
                Operation.ofDoor(
                        "createEmbedding",
                        HttpMethod.POST,
                        "/v1/embeddings",
                        exchange -> complete(exchange, DoorEndpoint.EMBEDDING)),
                Operation.ofDoor(
                        "createRanking",
                        HttpMethod.POST,
                        "/v1/rerank",
                        exchange -> complete(exchange, DoorEndpoint.RERANK)));
    }

    private void complete(Exchange exchange, DoorEndpoint endpoint) {
        DoorHead head = DoorHeaders.read(exchange, trustStrict);
        exchange.whenDone(
                submissions.counted(
                        bodies.json(
                                exchange.request(), body -> requests.read(endpoint, body, head))),
                task -> submit(exchange, task));
    }

    private void submit(Exchange exchange, DoorTask task) {
        exchange.whenDone(
                submissions.submit(task.spec()),
                answer -> {
                    exchange.isTask();
                    switch (answer.admission()) {
                        case Admission.Admitted admitted ->
                                attach(exchange, admitted.taskId(), task.streaming());
                        case Admission.Refused refused ->
                                exchange.refuse(
                                        Problem.of(refused).withField(member(refused.field())));
                    }
                });
    }

    /**
     * Also a client that left meanwhile is attached: its leaving is what the disconnect grace runs
     * from.
     */
    private void attach(Exchange exchange, String taskId, boolean streaming) {
        exchange.response().putHeader(TASK_ID, taskId);
        if (!services.streams()
                .openAi(exchange.request(), taskId, streaming, failures(exchange.errors()))) {
            exchange.refuse(
                    Problem.of(
                            ErrorCode.TASK_NOT_FOUND,
                            "This Idempotency-Key belongs to a task whose stream is not kept any"
                                    + " more. Send a new key to run it again."));
        }
    }

    /** What the core calls {@code model_ref} is this API's {@code model}; the rest are headers. */
    private static @Nullable String member(@Nullable String field) {
        return "/model_ref".equals(field) ? "/model" : null;
    }

    private static OpenAiFailures failures(ErrorAnswers errors) {
        return new OpenAiFailures() {
            @Override
            public void answer(HttpServerResponse response, Terminal.Failure failure) {
                errors.send(response, Problem.of(failure), ErrorAnswers.Shape.OPENAI);
            }

            @Override
            public byte[] eventData(Terminal.Failure failure) {
                return errors.openAiEvent(failure);
            }
        };
    }

    private void models(Exchange exchange) {
        exchange.whenDone(
                services.core().ask((scheduler, now) -> names(scheduler.pools(now))),
                names -> {
                    ObjectNode body = JsonNodeFactory.instance.objectNode();
                    body.put("object", "list");
                    ArrayNode data = body.putArray("data");
                    for (String name : names) {
                        data.addObject()
                                .put("id", name)
                                .put("object", "model")
                                .put("created", startedSeconds)
                                .put("owned_by", "llama-orch");
                    }
                    exchange.answer(200, body);
                });
    }

    /** Every name that a task may give as its model. */
    private static SortedSet<String> names(List<PoolView> pools) {
        SortedSet<String> names = new TreeSet<>();
        for (PoolView pool : pools) {
            names.addAll(pool.spec().aliases());
            if (pool.spec().model() != null) {
                names.add(pool.spec().model());
            }
            pool.replicas().forEach(replica -> names.addAll(replica.status().models()));
        }
        return names;
    }
}
