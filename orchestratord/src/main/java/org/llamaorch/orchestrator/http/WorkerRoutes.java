package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpMethod;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Scope;
import org.llamaorch.orchestrator.http.json.InvalidMember;
import org.llamaorch.orchestrator.http.json.Members;
import org.llamaorch.orchestrator.http.json.StrictJson;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Workers that register themselves (B-CP-050 to 058). */
final class WorkerRoutes {

    private static final int SLOTS_MAX = 65_536;
    private static final int TEXT_MAX = 1024;

    private final WorkerDoor workers;
    private final Bodies bodies;
    private final StrictJson json;

    WorkerRoutes(WorkerDoor workers, Bodies bodies, StrictJson json) {
        this.workers = workers;
        this.bodies = bodies;
        this.json = json;
    }

    List<Operation> operations() {
        return List.of(
                Operation.of(
                        "registerWorker",
                        HttpMethod.POST,
                        "/v2/workers/register",
                        Scope.NODE,
                        this::register));
    }

    private void register(Exchange exchange) {
        exchange.whenDone(
                bodies.json(exchange.request(), this::read),
                worker ->
                        exchange.whenDone(
                                workers.register(
                                        worker,
                                        exchange.correlationId(),
                                        exchange.caller().identity()),
                                outcome -> answer(exchange, worker, outcome)));
    }

    private static void answer(
            Exchange exchange, WorkerRegistration worker, WorkerDoor.Outcome outcome) {
        switch (outcome) {
            case WorkerDoor.Outcome.Registered() -> {
                ObjectNode body = JsonNodeFactory.instance.objectNode();
                body.put("ok", true);
                body.put("identity", exchange.caller().identity());
                body.put("pool_id", worker.poolId());
                body.put("replica_id", worker.replicaId());
                exchange.answer(200, body);
            }
            case WorkerDoor.Outcome.Refused(String pointer, String sentence) ->
                    exchange.refuse(Problem.in(ErrorCode.INVALID_PARAMS, pointer, sentence));
        }
    }

    private WorkerRegistration read(byte[] body) {
        Members members = new Members(json.object(body), "");
        Long slots = members.integer("slots_total", 1, SLOTS_MAX);
        Long ctx = members.integer("ctx_max", 0, Integer.MAX_VALUE);
        String engineVersion = members.text("engine_version", TEXT_MAX);
        return new WorkerRegistration(
                name(members, "pool_id", "default"),
                name(members, "replica_id", "r0"),
                members.requiredText("url", TEXT_MAX),
                members.oneOf("engine", EngineKind.class),
                engineVersion == null ? "" : engineVersion,
                slots == null ? null : Integer.valueOf(slots.intValue()),
                devices(members.text("device_mask", TEXT_MAX)),
                members.text("model_ref", TEXT_MAX),
                ctx == null ? 0 : ctx.intValue());
    }

    private static String name(Members members, String member, String usual) {
        String name = members.text(member, TEXT_MAX);
        if (name == null) {
            return usual;
        }
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new InvalidMember(
                    members.at(member),
                    member
                            + " must be 1 to 64 letters, digits and . _ -, beginning with a letter"
                            + " or digit.");
        }
        return name;
    }

    private static List<String> devices(@Nullable String mask) {
        if (mask == null || mask.isBlank()) {
            return List.of();
        }
        return Arrays.stream(mask.split(",", -1)).map(String::strip).toList();
    }
}
