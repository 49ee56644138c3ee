package org.llamaorch.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Forgets a model. */
@Command(
        name = "delete",
        description = "Forgets a model, and deletes its files where they lie in the model cache.",
        footerHeading = "%nExamples:%n",
        footer = {"  llama-orch catalog delete tiny"})
final class CatalogDeleteCommand implements Callable<Integer> {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "the model's id")
    private String id = "";

    @Override
    public Integer call() {
        server.client().delete(CatalogCommand.path(id));
        if (!server.json()) {
            System.out.println("The model " + id + " is forgotten.");
        }
        return ExitCode.OK;
    }
}
