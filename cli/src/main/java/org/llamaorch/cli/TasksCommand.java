package org.llamaorch.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Lists tasks, newest first. */
@Command(
        name = "tasks",
        description = "Lists tasks, newest first.",
        footerHeading = "%nExamples:%n",
        footer = {"  llama-orch tasks", "  llama-orch tasks --state queued --pool default"})
final class TasksCommand implements Callable<Integer> {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "only these: queued, starting, running, ended")
    private @Nullable String state;

    @Option(names = "--pool", paramLabel = "ID", description = "only those of this pool")
    private @Nullable String pool;

    @Override
    public Integer call() {
        List<String> filters = new ArrayList<>();
        if (state != null) {
            filters.add("state=" + OrchestratorClient.segment(state));
        }
        if (pool != null) {
            filters.add("pool_id=" + OrchestratorClient.segment(pool));
        }
        String query = filters.isEmpty() ? "" : "?" + String.join("&", filters);
        JsonNode answer = server.client().get("/v2/tasks" + query);
        if (server.json()) {
            System.out.println(Json.MAPPER.writeValueAsString(answer));
            return ExitCode.OK;
        }
        Table table = new Table("TASK", "STATE", "POOL", "PLACE", "TOKENS", "PRIORITY");
        for (JsonNode task : answer.path("tasks")) {
            String how = task.path("outcome").asString("");
            table.row(
                    task.path("task_id").asString(""),
                    how.isEmpty() ? task.path("state").asString("") : how,
                    task.path("pool_id").asString("-"),
                    task.path("queue_position").asString("-"),
                    task.path("tokens_out").asString("-"),
                    task.path("priority").asString("-"));
        }
        table.print(System.out);
        return ExitCode.OK;
    }
}
