package org.llamaorch.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts another model in a pool. */
@Command(
        name = "reload",
        description =
                "Has a pool serve another model. Where both fit into memory the old one serves"
                        + " until the new one has decoded a token; else the queue waits while one"
                        + " is unloaded and the other loaded. When that fails the old one serves"
                        + " on.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  llama-orch pools reload default file:/models/other.gguf",
            "  llama-orch pools reload default demo:gemma3-270m --mode swap"
        })
final class PoolReloadCommand implements Callable<Integer> {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(index = "0", paramLabel = "POOL", description = "the pool's id")
    private String poolId = "";

    @Parameters(index = "1", paramLabel = "MODEL", description = "the new model_ref")
    private String model = "";

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "auto, overlap or swap (default: auto)")
    private @Nullable String mode;

    @Override
    public Integer call() throws InterruptedException {
        ObjectNode body = Json.MAPPER.createObjectNode().put("new_model_ref", model);
        if (mode != null) {
            body.put("mode", mode);
        }
        JsonNode started =
                server.client()
                        .post(
                                "/v2/pools/" + OrchestratorClient.segment(poolId) + "/reload",
                                body,
                                Map.of("Prefer", "respond-async"));
        JsonNode result = new OperationWait(server).end(started);
        System.out.println(
                server.json()
                        ? result.toString()
                        : "Pool %s serves %s (%s, %s ms)."
                                .formatted(
                                        poolId,
                                        result.path("model_ref").asString(model),
                                        result.path("mode").asString(""),
                                        result.path("duration_ms").asString("")));
        return ExitCode.OK;
    }
}
