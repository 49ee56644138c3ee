package org.llamaorch.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Places nothing new on a pool. */
@Command(
        name = "drain",
        description =
                "Places nothing new on a pool; what runs finishes, or ends at the deadline. It"
                        + " holds over a restart of the service, until 'undrain'.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  llama-orch pools drain default",
            "  llama-orch pools drain default --deadline-ms 60000"
        })
final class PoolDrainCommand implements Callable<Integer> {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(index = "0", paramLabel = "POOL", description = "the pool's id")
    private String poolId = "";

    @Option(
            names = "--deadline-ms",
            paramLabel = "N",
            description = "ends what still runs after so many milliseconds (default: never)")
    private @Nullable Long deadlineMs;

    @Override
    public Integer call() {
        ObjectNode body = Json.MAPPER.createObjectNode();
        if (deadlineMs != null) {
            body.put("deadline_ms", deadlineMs);
        }
        JsonNode answer =
                server.client()
                        .post("/v2/pools/" + OrchestratorClient.segment(poolId) + "/drain", body);
        System.out.println(
                server.json() ? answer.toString() : "Pool " + poolId + " takes nothing new.");
        return ExitCode.OK;
    }
}
