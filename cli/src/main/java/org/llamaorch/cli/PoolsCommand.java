package org.llamaorch.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** Shows the pools with their true figures. */
@Command(
        name = "pools",
        description =
                "Shows the pools: whether they serve, how full they are, what went wrong last.",
        subcommands = {
            PoolDrainCommand.class,
            PoolUndrainCommand.class,
            PoolReloadCommand.class,
            PoolPurgeCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  llama-orch pools",
            "  llama-orch pools --json",
            "  llama-orch pools drain default",
            "  llama-orch pools reload default file:/models/other.gguf"
        })
final class PoolsCommand implements Callable<Integer> {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Override
    public Integer call() {
        JsonNode answer = server.client().get("/v2/pools");
        if (server.json()) {
            System.out.println(Json.MAPPER.writeValueAsString(answer));
            return ExitCode.OK;
        }
        Table table = new Table("POOL", "STATE", "SLOTS FREE", "QUEUED", "TOKENS/S", "WHY");
        for (JsonNode pool : answer.path("pools")) {
            JsonNode metrics = pool.path("metrics");
            table.row(
                    pool.path("pool_id").asString(pool.path("id").asString("")),
                    state(pool),
                    metrics.path("slots_free").asString("0")
                            + " of "
                            + metrics.path("slots_total").asString("0"),
                    metrics.path("queue_depth").asString("0"),
                    "%.1f".formatted(metrics.path("tokens_per_second").asDouble(0)),
                    why(pool));
        }
        table.print(System.out);
        return ExitCode.OK;
    }

    /** Why it drains, else what went wrong last. */
    private static String why(JsonNode pool) {
        return pool.path("drain_reason").asString(pool.path("last_error").asString("-"));
    }

    private static String state(JsonNode pool) {
        if (pool.path("draining").asBoolean(false)) {
            return "draining";
        }
        if (pool.path("ready").asBoolean(false)) {
            return "ready";
        }
        return pool.path("live").asBoolean(false) ? "starting" : "down";
    }
}
