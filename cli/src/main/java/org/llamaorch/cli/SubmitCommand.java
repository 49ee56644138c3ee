package org.llamaorch.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Hands a task to a running orchestrator and prints its id. */
@Command(
        name = "submit",
        description = "Hands a task to the running orchestrator and prints its id.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  llama-orch submit \"Once upon a time\"",
            "  llama-orch submit --priority batch --max-tokens 200 \"A long story\"",
            "  llama-orch watch $(llama-orch submit \"Hello\")"
        })
final class SubmitCommand implements Callable<Integer> {

    @Mixin private final ServerOptions server = new ServerOptions();
    @Mixin private final GenerationOptions generation = new GenerationOptions();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "a model that a pool serves (default: ${DEFAULT-VALUE})",
            defaultValue = Submission.DEFAULT_MODEL)
    private String model = Submission.DEFAULT_MODEL;

    @Option(
            names = "--task-id",
            paramLabel = "ID",
            description = "an id of your own: sending the same again is safe")
    private @Nullable String taskId;

    @Parameters(index = "0", paramLabel = "PROMPT", description = "the text to continue")
    private String prompt = "";

    @Override
    public Integer call() {
        ObjectNode request = Submission.request(prompt, model, taskId, generation);
        JsonNode answer = server.client().post("/v2/tasks", request);
        if (server.json()) {
            System.out.println(Json.MAPPER.writeValueAsString(answer));
        } else {
            System.out.println(answer.path("task_id").asString(""));
            System.err.println(
                    "position "
                            + answer.path("queue_position").asInt(0)
                            + ", starts in about "
                            + Waiting.duration(answer.path("predicted_start_ms").asLong(0)));
        }
        return ExitCode.OK;
    }
}
