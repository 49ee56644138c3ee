package org.llamaorch.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Deletes what a pool has in the cache. */
@Command(
        name = "purge",
        description =
                "Deletes models and engine of a pool from the cache, and nothing that another pool"
                        + " uses. A pool whose model or engine goes serves nothing until 'reload'.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  llama-orch pools purge default --model demo:gemma3-270m",
            "  llama-orch pools purge default --model demo:gemma3-270m --no-drain",
            "  llama-orch pools purge default --engine --downloads --force"
        })
final class PoolPurgeCommand implements Callable<Integer> {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(index = "0", paramLabel = "POOL", description = "the pool's id")
    private String poolId = "";

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "a model_ref whose files go; may be given several times")
    private @Nullable List<String> models;

    @Option(names = "--engine", description = "the engine's package goes")
    private boolean engine;

    @Option(
            names = "--downloads",
            description = "also what is left of downloads and installations for them")
    private boolean downloads;

    @Option(
            names = "--no-drain",
            description =
                    "does not wait until running tasks end: those with a token fail with"
                            + " WORKER_RESET, the others are queued again")
    private boolean noDrain;

    @Option(names = "--force", description = "ends what runs at once, whatever else is said")
    private boolean force;

    @Override
    public Integer call() throws InterruptedException {
        if (models == null && !engine) {
            throw new CommandFailure(
                    ExitCode.USAGE, "say what goes: --model MODEL, --engine, or both.");
        }
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("purge_engine", engine)
                .put("drain_first", !noDrain)
                .put("delete_cache_dirs", downloads)
                .put("force", force);
        ArrayNode refs = body.putArray("purge_models");
        (models == null ? List.<String>of() : models).forEach(refs::add);
        JsonNode started =
                server.client()
                        .post(
                                "/v2/pools/" + OrchestratorClient.segment(poolId) + "/purge",
                                body,
                                Map.of());
        JsonNode result = new OperationWait(server).end(started);
        if (server.json()) {
            System.out.println(result);
            return ExitCode.OK;
        }
        result.path("deleted").forEach(what -> System.out.println("deleted  " + what.asString("")));
        result.path("kept")
                .forEach(each ->
                        System.out.println(
                                "kept     "
                                        + each.path("what").asString("")
                                        + "  "
                                        + each.path("why").asString("")));
        System.out.println(result.path("bytes_freed").asLong(0) + " bytes are free again.");
        return ExitCode.OK;
    }
}
