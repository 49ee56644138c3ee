package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Scope;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads the configuration again, on demand. */
final class ConfigRoutes {

    private final ConfigDoor config;

    ConfigRoutes(ConfigDoor config) {
        this.config = config;
    }

    List<Operation> operations() {
        return List.of(
                Operation.of(
                        "reloadConfig",
                        HttpMethod.POST,
                        "/v2/config/reload",
                        Scope.CONTROL,
                        this::reload));
    }

    private void reload(Exchange exchange) {
        exchange.whenDone(
                config.reload(),
                outcome -> {
                    switch (outcome) {
                        case ConfigDoor.Outcome.Reloaded reloaded -> {
                            ObjectNode body = JsonNodeFactory.instance.objectNode();
                            reloaded.applied().forEach(body.putArray("applied")::add);
                            reloaded.needsRestart().forEach(body.putArray("needs_restart")::add);
                            exchange.answer(200, body);
                        }
                        case ConfigDoor.Outcome.Refused(String sentence) ->
                                exchange.refuse(Problem.of(ErrorCode.INVALID_PARAMS, sentence));
                    }
                });
    }
}
