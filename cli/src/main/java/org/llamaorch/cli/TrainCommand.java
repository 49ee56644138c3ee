package org.llamaorch.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.config.ConfigReader;
import org.llamaorch.orchestrator.daemon.Daemon;
import org.llamaorch.orchestrator.observe.LogSettings;
import org.llamaorch.orchestrator.observe.Logs;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/**
 * What the launcher's AOT cache is made from: a short life of the real daemon on a free port, with
 * a throwaway home and an engine that is not there, one task accepted and cancelled, and the
 * client's side of it. Nothing is fetched.
 */
@Command(name = "train", hidden = true, description = "Lives a short life for the AOT cache.")
final class TrainCommand implements Callable<Integer> {

    /** Nothing listens there: the discard port of a machine that serves it is no engine either. */
    private static final String NO_ENGINE = "http://127.0.0.1:9";

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("llama-orch-train");
        try (Logs _ = DaemonStart.logsToStdout(LogSettings.defaults())) {
            Config config =
                    ConfigReader.read(
                            new ConfigReader.Flags(null, "127.0.0.1:0", null, NO_ENGINE, null),
                            Map.of(
                                    "LLAMA_ORCH_HOME",
                                    home.toString(),
                                    "LLAMA_ORCH_OFFLINE",
                                    "true"));
            try (Daemon daemon = DaemonStart.start(config, _ -> {})) {
                oneTask(new OrchestratorClient(daemon.address(), null));
            }
        } finally {
            OwnDaemon.deleteTree(home);
        }
        return ExitCode.OK;
    }

    private static void oneTask(OrchestratorClient client) throws InterruptedException {
        JsonNode told =
                client.post(
                        "/v2/tasks",
                        Submission.request(
                                "Hello", Submission.DEFAULT_MODEL, null, new GenerationOptions()));
        String taskId = told.path("task_id").asString("");
        client.cancel(taskId);
        PrintStream nowhere =
                new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        new TaskFollower(client, false, nowhere, new StatusLine(nowhere, false))
                .follow(taskId, null);
        client.get("/v2/pools");
    }
}
