package org.llamaorch.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Shows a model. */
@Command(
        name = "show",
        description = "Shows what is known of a model.",
        footerHeading = "%nExamples:%n",
        footer = {"  llama-orch catalog show tiny"})
final class CatalogShowCommand implements Callable<Integer> {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "the model's id")
    private String id = "";

    @Override
    public Integer call() {
        JsonNode model = server.client().get(CatalogCommand.path(id));
        if (server.json()) {
            System.out.println(Json.MAPPER.writeValueAsString(model));
        } else {
            CatalogCommand.print(model);
        }
        return ExitCode.OK;
    }
}
