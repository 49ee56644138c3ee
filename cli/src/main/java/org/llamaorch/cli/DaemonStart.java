package org.llamaorch.cli;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.config.ConfigReader;
import org.llamaorch.orchestrator.config.ConfigurationRefused;
import org.llamaorch.orchestrator.config.LogFormat;
import org.llamaorch.orchestrator.daemon.Daemon;
import org.llamaorch.orchestrator.daemon.StartRefused;
import org.llamaorch.orchestrator.http.BuildInfo;
import org.llamaorch.orchestrator.observe.LogSettings;
import org.llamaorch.orchestrator.observe.Logs;

/**
 * Reads the configuration and starts a daemon; what refuses becomes a sentence and an exit code.
 */
final class DaemonStart {

    private DaemonStart() {}

    static Config configuration(
            DaemonOptions options, @Nullable String address, @Nullable LogFormat logFormat) {
        try {
            return read(options, address, logFormat);
        } catch (ConfigurationRefused wrong) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    /**
     * The same for a daemon that runs.
     *
     * @throws ConfigurationRefused when it is wrong
     */
    static Config read(
            DaemonOptions options, @Nullable String address, @Nullable LogFormat logFormat) {
        ModelCheck.check(options.model());
        return ConfigReader.read(
                new ConfigReader.Flags(
                        options.config(),
                        address,
                        options.model(),
                        options.llamacppUrl(),
                        logFormat),
                System.getenv());
    }

    /** Log records go to stdout from now on; closing writes what waits and leaves stdout open. */
    static Logs logsToStdout(LogSettings settings) {
        return Logs.start(settings, System.out);
    }

    /** Starts one whose configuration never changes. */
    static Daemon start(Config config, Consumer<String> notices) {
        return start(config, () -> config, notices);
    }

    /** Starts one that reads its configuration again when it is asked to. */
    static Daemon start(Config config, Supplier<Config> reader, Consumer<String> notices) {
        BuildInfo build = Build.read().info();
        try {
            return Daemon.start(config, reader, build, notices);
        } catch (StartRefused refused) {
            throw new CommandFailure(
                    refused.exitCode(), String.valueOf(refused.getMessage()), refused);
        }
    }
}
