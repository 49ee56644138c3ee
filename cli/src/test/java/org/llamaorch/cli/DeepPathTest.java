package org.llamaorch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.engines.fault.FaultEngine;
import org.llamaorch.engines.fault.FaultOptions;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.config.ConfigReader;
import org.llamaorch.orchestrator.daemon.Daemon;
import org.llamaorch.orchestrator.daemon.DaemonEnd;
import org.llamaorch.orchestrator.daemon.StartRefused;
import tools.jackson.databind.JsonNode;

/** A real daemon and a real engine process's protocol, driven by the commands. */
class DeepPathTest {

    private final FaultEngine engine = FaultEngine.start(FaultOptions.slots(2));

    @TempDir Path folder;

    @AfterEach
    void stop() {
        engine.close();
    }

    private Config config(Map<String, String> more) {
        Map<String, String> variables = new java.util.HashMap<>(more);
        variables.putIfAbsent("LLAMA_ORCH_HOME", folder.resolve("home").toString());
        variables.putIfAbsent("ORCHD_ADDR", "127.0.0.1:0");
        variables.putIfAbsent("ORCHD_LLAMACPP_URL", engine.url());
        return ConfigReader.read(ConfigReader.Flags.NONE, variables);
    }

    private Daemon daemon() {
        return DaemonStart.start(config(Map.of()), _ -> {});
    }

    private static String addr(Daemon daemon) {
        return daemon.address().getAuthority();
    }

    @Test
    void aPromptIsAnsweredByARunningService() {
        try (Daemon daemon = daemon()) {
            Captured run =
                    Captured.run(
                            "run",
                            "--addr",
                            addr(daemon),
                            "fault: tokens=5 text=ja;",
                            "--seed",
                            "1");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("ja");
            assertThat(run.err()).contains("5 tokens, first after");
        }
    }

    @Test
    void aTaskIsSubmittedListedWatchedTwiceAndCancelledWithoutEffect() {
        try (Daemon daemon = daemon()) {
            Captured submitted =
                    Captured.run(
                            "submit",
                            "--addr",
                            addr(daemon),
                            "--task-id",
                            "mine",
                            "fault: tokens=3 text=x;");
            Captured first = Captured.run("watch", "--addr", addr(daemon), "mine");
            Captured again = Captured.run("watch", "--addr", addr(daemon), "--json", "mine");
            Captured rest = Captured.run("watch", "--addr", addr(daemon), "--after", "3", "mine");
            Captured tasks = Captured.run("tasks", "--addr", addr(daemon));
            Captured pools = Captured.run("pools", "--addr", addr(daemon), "--json");
            Captured cancel = Captured.run("cancel", "--addr", addr(daemon), "mine");

            assertThat(submitted.out().strip()).isEqualTo("mine");
            assertThat(first.exitCode()).as(first.err()).isZero();
            assertThat(again.out().lines()).hasSize(5);
            assertThat(rest.err()).contains("3 tokens");
            assertThat(tasks.out()).contains("mine", "completed");
            JsonNode pool = Json.MAPPER.readTree(pools.out()).path("pools").path(0);
            assertThat(pool.path("ready").asBoolean()).isTrue();
            assertThat(cancel.exitCode()).isZero();
        }
    }

    @Test
    void aFailedTaskHasItsOwnExitCode() {
        try (Daemon daemon = daemon()) {
            Captured run = Captured.run("run", "--addr", addr(daemon), "fault: tokens=9 reset=4;");

            assertThat(run.exitCode()).isEqualTo(ExitCode.TASK_FAILED);
            assertThat(run.err()).contains("WORKER_RESET");
        }
    }

    @Test
    void aRefusalIsOneSentence() {
        try (Daemon daemon = daemon()) {
            Captured run = Captured.run("submit", "--addr", addr(daemon), "--model", "none", "x");

            assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("llama-orch: MODEL");
        }
    }

    @Test
    void aSecondDaemonOnOneStateFolderIsRefusedAndTheFirstServesOn() {
        try (Daemon daemon = daemon()) {
            assertThatThrownBy(() -> Daemon.start(config(Map.of()), Build.read().info(), _ -> {}))
                    .isInstanceOfSatisfying(
                            StartRefused.class,
                            refused -> assertThat(refused.exitCode()).isEqualTo(1))
                    .hasMessageContaining("state folder");
            assertThat(new OrchestratorClient(daemon.address(), null).answers()).isTrue();
        }
    }

    @Test
    void aTakenPortIsRefusedAndTheStateFolderIsGivenBack() throws IOException {
        try (ServerSocket taken =
                new ServerSocket(0, 1, java.net.InetAddress.ofLiteral("127.0.0.1"))) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            assertThatThrownBy(() ->
                            Daemon.start(
                                    config(Map.of("ORCHD_ADDR", address)),
                                    Build.read().info(),
                                    _ -> {}))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining(address);
        }
        daemon().close();
    }

    @Test
    void servingOthersWithoutAKeyIsRefusedWithItsExitCode() {
        assertThatThrownBy(() ->
                        Daemon.start(
                                config(Map.of("ORCHD_ADDR", "0.0.0.0:0")),
                                Build.read().info(),
                                _ -> {}))
                .isInstanceOfSatisfying(
                        StartRefused.class,
                        refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
                .hasMessageContaining("NON_LOOPBACK_WITHOUT_TOKEN");
    }

    @Test
    void aStateFolderThatIsAFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertThatThrownBy(() ->
                        Daemon.start(
                                config(Map.of("LLAMA_ORCH_HOME", file.toString())),
                                Build.read().info(),
                                _ -> {}))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aStopEndsTheDaemonWhenNothingRuns() throws InterruptedException {
        try (Daemon daemon = daemon()) {
            daemon.stop();

            DaemonEnd end = daemon.awaitEnd();

            assertThat(end.exitCode()).isZero();
        }
    }

    @Test
    void whatIsNoModelFileIsRefusedBeforeAnythingStarts() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.gguf"), "not a model");

        Captured run = Captured.run("run", "--model", broken.toString(), "x");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err().lines()).singleElement().asString().contains("broken.gguf");
    }
}
