package org.llamaorch.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Retires a model. */
@Command(
        name = "retire",
        description = {
            "Lets a model take no new tasks from now on.",
            "What it has taken goes on; at the deadline its engines end, whatever they do."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  llama-orch catalog retire tiny",
            "  llama-orch catalog retire tiny --within 60000"
        })
final class CatalogRetireCommand implements Callable<Integer> {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "the model's id")
    private String id = "";

    @Option(
            names = "--within",
            paramLabel = "MS",
            description = "milliseconds until its engines end; left out: as long as the work takes")
    private @Nullable Long withinMs;

    @Override
    public Integer call() {
        ObjectNode state = Json.MAPPER.createObjectNode().put("state", "Retired");
        if (withinMs != null) {
            state.put("deadline_ms", withinMs);
        }
        JsonNode model = server.client().post(CatalogCommand.path(id) + "/state", state);
        System.out.println(
                server.json()
                        ? Json.MAPPER.writeValueAsString(model)
                        : "The model " + id + " takes no new tasks.");
        return ExitCode.OK;
    }
}
