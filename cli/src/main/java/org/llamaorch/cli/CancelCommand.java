package org.llamaorch.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Cancels a task. */
@Command(
        name = "cancel",
        description =
                "Cancels a task: when this returns, no token of it follows. Also of one that "
                        + "has ended or is not known; then nothing happens.",
        footerHeading = "%nExample:%n",
        footer = "  llama-orch cancel 0b7c6c1e-7d0f-4c8e-8a43-0d8f6c0c9b11")
final class CancelCommand implements Callable<Integer> {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "the task's id")
    private String taskId = "";

    @Override
    public Integer call() {
        server.client().cancel(taskId);
        if (server.json()) {
            System.out.println(
                    Json.MAPPER.createObjectNode().put("task_id", taskId).put("canceled", true));
        }
        return ExitCode.OK;
    }
}
