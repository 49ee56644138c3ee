package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Scope;
import org.llamaorch.contracts.SessionInfo;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.scheduler.StateView;
import org.llamaorch.orchestrator.http.auth.Caller;
import org.llamaorch.orchestrator.http.task.Ids;
import org.llamaorch.orchestrator.loop.Core;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Sessions, each named within its caller's (B-SS). */
final class SessionRoutes {
    private final Core core;

    SessionRoutes(Core core) {
        this.core = core;
    }

    List<Operation> operations() {
        return List.of(
                Operation.of(
                        "getSession", HttpMethod.GET, "/v2/sessions/{id}", Scope.DATA, this::get),
                Operation.of(
                        "deleteSession",
                        HttpMethod.DELETE,
                        "/v2/sessions/{id}",
                        Scope.DATA,
                        this::delete));
    }

    private void get(Exchange exchange) {
        String sessionId = id(exchange);
        Caller caller = exchange.caller();
        exchange.whenDone(
                core.ask((state, now) ->
                        state.session(owner(state, caller, sessionId), sessionId, now)),
                session -> exchange.answer(200, json(session)));
    }

    private void delete(Exchange exchange) {
        String sessionId = id(exchange);
        Caller caller = exchange.caller();
        exchange.whenDone(
                core.ask((state, _) -> owner(state, caller, sessionId))
                        .thenCompose(owner ->
                                core.call(ticket ->
                                        new Event.DeleteSession(owner, sessionId, ticket))),
                _ -> exchange.answerEmpty(204));
    }

    /**
     * A session is its caller's; who has the scope control sees those of others, too (B-SEC-002).
     */
    private static String owner(StateView state, Caller caller, String sessionId) {
        return caller.scopes().contains(Scope.CONTROL)
                ? state.callerOfSession(sessionId, caller.name())
                : caller.name();
    }

    private static String id(Exchange exchange) {
        String id = exchange.parameter("id");
        if (!Ids.isValid(id)) {
            throw new Refusal(
                    Problem.of(ErrorCode.INVALID_PARAMS, "A session's id is " + Ids.RULE + "."));
        }
        return id;
    }

    private static ObjectNode json(SessionInfo session) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("session_id", session.sessionId());
        body.put("ttl_ms_remaining", session.ttlMsRemaining());
        body.put("turns", session.turns());
        // What a warm cache holds is known when an engine tells it; a cold session holds nothing.
        if (!session.kvWarmth() || session.kvBytes() > 0) {
            body.put("kv_bytes", session.kvBytes());
        }
        body.put("kv_warmth", session.kvWarmth());
        body.put("tokens_budget_remaining", session.tokensBudgetRemaining());
        body.put("time_budget_remaining_ms", session.timeBudgetRemainingMs());
        double cost = session.costBudgetRemaining();
        if (cost == Math.rint(cost)) { // so that unlimited reads 9007199254740991
            body.put("cost_budget_remaining", (long) cost);
        } else {
            body.put("cost_budget_remaining", cost);
        }
        return body;
    }
}
