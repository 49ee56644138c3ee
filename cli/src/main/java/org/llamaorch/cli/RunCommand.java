package org.llamaorch.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** One prompt from start to end. */
@Command(
        name = "run",
        description =
                "Streams the tokens of one prompt. Uses the service at the address if one "
                        + "answers there; else starts one for the call, the first time with its engine "
                        + "and model, and leaves nothing running. Ctrl-C cancels the task at the engine. "
                        + "Text goes to stdout, what is waited for and the figures to stderr.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  llama-orch run \"Once upon a time\"",
            "  llama-orch run --max-tokens 40 --seed 1 --temperature 0 \"The capital of France is\"",
            "  llama-orch run --model ./some-model.gguf \"Hello\"",
            "  llama-orch run --llamacpp-url http://127.0.0.1:8081 \"Hello\" > story.txt"
        })
final class RunCommand implements Callable<Integer> {

    private static final int MAX_TOKENS = 256;

    @Mixin private final ServerOptions server = new ServerOptions();
    @Mixin private final DaemonOptions options = new DaemonOptions();
    @Mixin private final GenerationOptions generation = new GenerationOptions();

    @Parameters(index = "0", paramLabel = "PROMPT", description = "the text to continue")
    private String prompt = "";

    /** What is being followed, and the task once it is accepted. */
    private record Following(
            OrchestratorClient client, TaskFollower follower, @Nullable String taskId) {}

    private volatile @Nullable Following following;

    @Override
    public Integer call() throws InterruptedException {
        StatusLine status = StatusLine.onStderr();
        StopSignals signals = StopSignals.handle(this::cancel);
        OrchestratorClient running = server.client();
        boolean answered = running.answers();
        if (answered && !options.namesAnEngine()) {
            return follow(running, signals, status);
        }
        try (OwnDaemon own = OwnDaemon.start(options, server.address(), answered, status)) {
            OrchestratorClient client = new OrchestratorClient(own.address(), own.token());
            own.watchForFailure(client, this::cancel);
            int code = signals.came() ? signals.exitCode() : follow(client, signals, status);
            String failure = own.failure();
            if (failure != null && !signals.came()) {
                throw new CommandFailure(ExitCode.FAILED, failure);
            }
            return code;
        }
    }

    private int follow(OrchestratorClient client, StopSignals signals, StatusLine status)
            throws InterruptedException {
        TaskFollower follower = new TaskFollower(client, server.json(), System.out, status);
        JsonNode told =
                client.post(
                        "/v2/tasks",
                        Submission.request(
                                prompt,
                                Submission.DEFAULT_MODEL,
                                null,
                                generation.withMaxTokens(MAX_TOKENS)));
        String taskId = told.path("task_id").asString("");
        following = new Following(client, follower, taskId);
        if (signals.came()) {
            cancel();
        }
        int code = follower.follow(taskId, null);
        return signals.came() ? signals.exitCode() : code;
    }

    /** Cancels the task, once there is one. From any thread. */
    private void cancel() {
        Following now = following;
        if (now != null && now.taskId() != null) {
            now.follower().cancelledByReader();
            try {
                now.client().cancel(now.taskId());
            } catch (CommandFailure unreachable) {
                // Who follows the stream meets the same, and tells it.
            }
        }
    }
}
