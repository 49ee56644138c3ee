package org.llamaorch.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Ends a drain. */
@Command(
        name = "undrain",
        description = "Ends a drain and its deadline: the pool takes work again.",
        footerHeading = "%nExample:%n",
        footer = "  llama-orch pools undrain default")
final class PoolUndrainCommand implements Callable<Integer> {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(index = "0", paramLabel = "POOL", description = "the pool's id")
    private String poolId = "";

    @Override
    public Integer call() {
        JsonNode answer =
                server.client()
                        .post(
                                "/v2/pools/" + OrchestratorClient.segment(poolId) + "/undrain",
                                Json.MAPPER.createObjectNode());
        System.out.println(
                server.json() ? answer.toString() : "Pool " + poolId + " takes work again.");
        return ExitCode.OK;
    }
}
