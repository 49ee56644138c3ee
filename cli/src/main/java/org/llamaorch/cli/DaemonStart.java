package org.llamaorch.cli;

import java.util.function.Consumer;
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
        ModelCheck.check(options.model());
        try {
            return ConfigReader.read(
                    new ConfigReader.Flags(
                            options.config(),
                            address,
                            options.model(),
                            options.llamacppUrl(),
                            logFormat),
                    System.getenv());
        } catch (ConfigurationRefused wrong) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    /** Log records go to stdout from now on; closing writes what waits and leaves stdout open. */
    static Logs logsToStdout(LogSettings settings) {
        return Logs.start(settings, System.out);
    }

    static Daemon start(Config config, Consumer<String> notices) {
        BuildInfo build = Build.read().info();
        try {
            return Daemon.start(config, build, notices);
        } catch (StartRefused refused) {
            throw new CommandFailure(
                    refused.exitCode(), String.valueOf(refused.getMessage()), refused);
        }
    }
}
