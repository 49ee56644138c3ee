package org.llamaorch.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.config.ConfigReader;
import org.llamaorch.orchestrator.config.ConfigurationRefused;
import org.llamaorch.orchestrator.daemon.DaemonEnd;
import org.llamaorch.orchestrator.daemon.PoolManagerDaemon;
import org.llamaorch.orchestrator.daemon.StartRefused;
import org.llamaorch.orchestrator.observe.LogSettings;
import org.llamaorch.orchestrator.observe.Logs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the engines of this machine, for orchestrators that are other processes. */
@Command(
        name = "pool-managerd",
        description =
                "Runs the engines of the configuration's pools on this machine, watches them, and"
                        + " hands each that is ready over by a file in workers.runtime_dir, where an"
                        + " orchestrator with pool_managerd.embedded: false finds it. Ctrl-C (or"
                        + " SIGTERM) lets running work finish for a while and ends the engines; when"
                        + " it dies instead, the next one takes them over.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  llama-orch pool-managerd --config pools.yaml",
            "  curl -s http://127.0.0.1:9200/pools",
            "  curl -s -X POST http://127.0.0.1:9200/pools/default/drain"
        })
final class PoolManagerCommand implements Callable<Integer> {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "configuration file (default: llama-orch.yaml in this folder, if there is one)")
    private @Nullable Path configuration;

    @Option(
            names = "--addr",
            paramLabel = "HOST:PORT",
            description =
                    "the address to bind; port 0 takes a free one (POOL_MANAGERD_ADDR;"
                            + " 127.0.0.1:9200)")
    private @Nullable String address;

    @Mixin private final LogFormatOption logFormat = new LogFormatOption();

    @Option(names = "--json", description = "says the address as a JSON line")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        Config config = read();
        LogSettings logs = logFormat.settings(config).of("pool-managerd");
        // Before anything is started: a signal during the start stops the daemon once it stands.
        CompletableFuture<PoolManagerDaemon> started = new CompletableFuture<>();
        StopSignals.handle(() -> started.join().stop());
        try (Logs _ = DaemonStart.logsToStdout(logs);
                PoolManagerDaemon daemon = start(config)) {
            started.complete(daemon);
            announce(daemon, logs);
            DaemonEnd end = daemon.awaitEnd();
            return end.exitCode();
        }
    }

    private Config read() {
        try {
            Config config =
                    ConfigReader.read(
                            new ConfigReader.Flags(
                                    configuration, null, null, null, logFormat.format()),
                            System.getenv());
            return address == null ? config : config.withPoolManagerAt(address);
        } catch (ConfigurationRefused wrong) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private static PoolManagerDaemon start(Config config) {
        try {
            return PoolManagerDaemon.start(config, Build.read().info());
        } catch (StartRefused refused) {
            throw new CommandFailure(
                    refused.exitCode(), String.valueOf(refused.getMessage()), refused);
        }
    }

    private void announce(PoolManagerDaemon daemon, LogSettings logs) {
        String base = daemon.address().toString();
        if (json) {
            System.out.println(Json.MAPPER.createObjectNode().put("address", base));
            return;
        }
        var out = logs.format() == LogSettings.Format.CONSOLE ? System.out : System.err;
        out.println("pool-managerd serves on " + base + " (Ctrl-C stops it and its engines).");
        out.flush();
    }
}
