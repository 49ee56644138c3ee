package org.llamaorch.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists the models. */
@Command(
        name = "list",
        description = "Lists the models that are known, oldest first.",
        footerHeading = "%nExamples:%n",
        footer = {"  llama-orch catalog list", "  llama-orch catalog list --json"})
final class CatalogListCommand implements Callable<Integer> {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Override
    public Integer call() {
        OrchestratorClient client = server.client();
        ObjectNode all = Json.MAPPER.createObjectNode();
        ArrayNode models = all.putArray("models");
        String next = "";
        do {
            JsonNode page = client.get(CatalogCommand.MODELS + "?limit=1000" + next);
            page.path("models").forEach(models::add);
            next =
                    page.has("next_cursor")
                            ? "&cursor="
                                    + OrchestratorClient.segment(
                                            page.path("next_cursor").asString(""))
                            : "";
        } while (!next.isEmpty());
        if (server.json()) {
            System.out.println(Json.MAPPER.writeValueAsString(all));
            return ExitCode.OK;
        }
        Table table = new Table("MODEL", "STATE", "VERIFIED", "SIZE", "SOURCE");
        for (JsonNode model : models) {
            table.row(
                    model.path("id").asString(""),
                    model.path("lifecycle").asString(""),
                    CatalogCommand.verification(model),
                    model.path("size_bytes").asString("-"),
                    model.path("source_url").asString("-"));
        }
        table.print(System.out);
        return ExitCode.OK;
    }
}
