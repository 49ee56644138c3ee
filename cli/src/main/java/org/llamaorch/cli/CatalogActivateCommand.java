package org.llamaorch.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Activates a model. */
@Command(
        name = "activate",
        description = "Lets a retired model take tasks again.",
        footerHeading = "%nExamples:%n",
        footer = {"  llama-orch catalog activate tiny"})
final class CatalogActivateCommand implements Callable<Integer> {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "the model's id")
    private String id = "";

    @Override
    public Integer call() {
        JsonNode model =
                server.client()
                        .post(
                                CatalogCommand.path(id) + "/state",
                                Json.MAPPER.createObjectNode().put("state", "Active"));
        System.out.println(
                server.json()
                        ? Json.MAPPER.writeValueAsString(model)
                        : "The model " + id + " takes tasks.");
        return ExitCode.OK;
    }
}
