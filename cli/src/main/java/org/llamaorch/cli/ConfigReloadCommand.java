package org.llamaorch.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** Has the running service read its configuration again. */
@Command(
        name = "reload",
        description =
                "Has the running service read its file again and apply what may change meanwhile:"
                        + " pools that come and go, their limits, names and replicas by url; keys,"
                        + " origins, certificate files; trust, what may be fetched, where workers"
                        + " may be; sessions, queues, limits. A wrong file changes nothing.",
        footerHeading = "%nExample:%n",
        footer = "  llama-orch config reload")
final class ConfigReloadCommand implements Callable<Integer> {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Override
    public Integer call() {
        JsonNode answer = server.client().post("/v2/config/reload", Json.MAPPER.createObjectNode());
        if (server.json()) {
            System.out.println(answer);
            return ExitCode.OK;
        }
        answer.path("applied").forEach(each -> System.out.println(each.asString("")));
        answer.path("needs_restart")
                .forEach(each ->
                        System.out.println(each.asString("") + " takes effect after a restart."));
        if (answer.path("applied").isEmpty() && answer.path("needs_restart").isEmpty()) {
            System.out.println("Nothing has changed.");
        }
        return ExitCode.OK;
    }
}
