package org.llamaorch.cli;

import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.daemon.Daemon;
import org.llamaorch.orchestrator.daemon.DaemonEnd;
import org.llamaorch.orchestrator.observe.LogSettings;
import org.llamaorch.orchestrator.observe.Logs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Runs the service until it is told to stop. */
@Command(
        name = "up",
        description =
                "Runs the service. The first time it fetches an engine and a small model; tasks "
                        + "are accepted meanwhile. Ctrl-C (or SIGTERM) lets running tasks finish for a "
                        + "while; a second one ends at once. What is queued is kept for the next start.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  llama-orch up",
            "  llama-orch up --model ./some-model.gguf",
            "  llama-orch up --config pools.yaml --addr 127.0.0.1:9000",
            "  AUTH_TOKEN=$(openssl rand -hex 32) llama-orch up --addr 0.0.0.0:8080"
        })
final class UpCommand implements Callable<Integer> {

    @Mixin private final DaemonOptions options = new DaemonOptions();

    @Option(
            names = "--addr",
            paramLabel = "HOST:PORT",
            description =
                    "the address to bind; port 0 takes a free one (ORCHD_ADDR; 127.0.0.1:8080)")
    private @Nullable String address;

    @Mixin private final LogFormatOption logFormat = new LogFormatOption();

    @Option(names = "--json", description = "says the address as a JSON line")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        Config config = DaemonStart.configuration(options, address, logFormat.format());
        LogSettings logs = logFormat.settings(config);
        // Before anything is started: a signal during the start stops the daemon once it stands.
        CompletableFuture<Daemon> started = new CompletableFuture<>();
        StopSignals.handle(() -> started.join().stop());
        try (Logs _ = DaemonStart.logsToStdout(logs);
                Daemon daemon = DaemonStart.start(config, this::read, _ -> {})) {
            started.complete(daemon);
            announce(
                    config,
                    daemon,
                    logs.format() == LogSettings.Format.CONSOLE ? System.out : System.err);
            DaemonEnd end = daemon.awaitEnd();
            if (end.exitCode() != 0) {
                System.err.println("llama-orch: " + end.sentence());
            }
            return end.exitCode();
        }
    }

    private Config read() {
        return DaemonStart.read(options, address, logFormat.format());
    }

    private void announce(Config config, Daemon daemon, PrintStream out) {
        String base = daemon.address().toString();
        Optional<String> curl = FirstRequest.curl(config, daemon.address());
        if (json) {
            ObjectNode said = Json.MAPPER.createObjectNode().put("address", base);
            curl.ifPresent(request -> said.put("curl", request));
            System.out.println(said);
            return;
        }
        String serves = "llama-orch serves on " + base + " (Ctrl-C stops it).";
        out.println(curl.isPresent() ? serves + " Try, in another terminal:" : serves);
        curl.ifPresent(request -> out.println("  " + request));
        out.flush();
    }
}
