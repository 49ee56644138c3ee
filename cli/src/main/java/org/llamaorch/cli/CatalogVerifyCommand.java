package org.llamaorch.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Verifies a model. */
@Command(
        name = "verify",
        description = {
            "Reads a model's files and says whether they are what its entry says.",
            "Waits for the result; the exit code is 1 when the files are wrong."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  llama-orch catalog verify tiny", "  llama-orch catalog verify tiny --no-wait"})
final class CatalogVerifyCommand implements Callable<Integer> {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "the model's id")
    private String id = "";

    private static final long LOOK_AGAIN_MS = 100;

    @Option(names = "--no-wait", description = "only begin; 'catalog show' tells the result later")
    private boolean noWait;

    @Override
    public Integer call() throws InterruptedException {
        OrchestratorClient client = server.client();
        JsonNode model = client.post(CatalogCommand.path(id) + "/verify");
        while (!noWait && model.path("verification").has("running")) {
            Thread.sleep(LOOK_AGAIN_MS);
            model = client.get(CatalogCommand.path(id));
        }
        if (server.json()) {
            System.out.println(Json.MAPPER.writeValueAsString(model));
        } else {
            System.out.println(
                    id
                            + ": "
                            + CatalogCommand.verification(model)
                            + (noWait
                                    ? ""
                                    : ". "
                                            + model.path("verification")
                                                    .path("message")
                                                    .asString("")));
        }
        boolean wrong = model.path("verification").path("result").asString("").equals("fail");
        return !noWait && wrong ? ExitCode.FAILED : ExitCode.OK;
    }
}
