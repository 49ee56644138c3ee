package org.llamaorch.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads a task's stream, from its first frame or from where a reader left. */
@Command(
        name = "watch",
        description =
                "Shows a task's tokens as they come, from the first one on; also of a task that "
                        + "has ended. A lost connection, or a restart of the orchestrator, is resumed.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  llama-orch watch 0b7c6c1e-7d0f-4c8e-8a43-0d8f6c0c9b11",
            "  llama-orch watch --after 41 ID       go on behind frame 41",
            "  llama-orch watch --json ID           one frame a line"
        })
final class WatchCommand implements Callable<Integer> {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Option(
            names = "--after",
            paramLabel = "N",
            description = "number of the last frame seen (Last-Event-ID)")
    private @Nullable Long after;

    @Parameters(index = "0", paramLabel = "ID", description = "the task's id")
    private String taskId = "";

    @Override
    public Integer call() throws InterruptedException {
        OrchestratorClient client = server.client();
        client.ensureAnswers();
        return new TaskFollower(client, server.json(), System.out, StatusLine.onStderr())
                .follow(taskId, after);
    }
}
