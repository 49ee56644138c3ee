package org.llamaorch.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.llamaorch.engines.fault.FaultEngine;
import org.llamaorch.engines.fault.FaultOptions;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.config.ConfigReader;
import org.llamaorch.orchestrator.daemon.Daemon;
import org.llamaorch.orchestrator.observe.LogSettings;
import org.llamaorch.orchestrator.observe.Logs;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/**
 * What the launcher's AOT cache is made from: a short life of the real daemon on a free port, with
 * a throwaway home and the fault engine in both protocols, under a load of streams, and the
 * client's side of it. Nothing is fetched.
 */
@Command(name = "train", hidden = true, description = "Lives a short life for the AOT cache.")
final class TrainCommand implements Callable<Integer> {

    private static final int SLOTS = 16;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("llama-orch-train");
        try (Logs _ = DaemonStart.logsToStdout(LogSettings.defaults());
                FaultEngine engine = FaultEngine.start(FaultOptions.slots(SLOTS))) {
            Path file = Files.writeString(home.resolve("llama-orch.yaml"), pools(engine.url()));
            Config config =
                    ConfigReader.read(
                            new ConfigReader.Flags(file, "127.0.0.1:0", null, null, null),
                            Map.of(
                                    "LLAMA_ORCH_HOME",
                                    home.toString(),
                                    "LLAMA_ORCH_OFFLINE",
                                    "true"));
            try (Daemon daemon = DaemonStart.start(config, _ -> {})) {
                oneTask(new OrchestratorClient(daemon.address(), null));
                new TrainingLoad(daemon.address(), List.of("default", "door")).run();
            }
        } finally {
            OwnDaemon.deleteTree(home);
        }
        return ExitCode.OK;
    }

    /** The engine behind both adapters. */
    private static String pools(String url) {
        return """
        pools:
          - {id: default, engine: llamacpp, model: fault, aliases: [default], replicas: [{id: r0, url: "%1$s"}]}
          - {id: door, engine: openai, model: fault, aliases: [door], slots: %2$d, replicas: [{id: r0, url: "%1$s"}]}
        """
                .formatted(url, SLOTS / 2);
    }

    private static void oneTask(OrchestratorClient client) throws InterruptedException {
        JsonNode told =
                client.post(
                        "/v2/tasks",
                        Submission.request(
                                "Hello", Submission.DEFAULT_MODEL, null, new GenerationOptions()));
        String taskId = told.path("task_id").asString("");
        PrintStream nowhere =
                new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        new TaskFollower(client, false, nowhere, new StatusLine(nowhere, false))
                .follow(taskId, null);
        client.cancel(taskId);
        client.get("/v2/pools");
    }
}
