package org.llamaorch.cli;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.WireName;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.config.LogFormat;
import org.llamaorch.orchestrator.observe.LogSettings;
import picocli.CommandLine.Option;

/** How a daemon that a command runs writes its log. */
final class LogFormatOption {

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "json or console (default: console on a terminal, else json)")
    private @Nullable String logFormat;

    /** What was asked for; null when nothing was. */
    @Nullable LogFormat format() {
        if (logFormat == null) {
            return null;
        }
        return WireName.parse(LogFormat.class, logFormat)
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.USAGE,
                                "--log-format is '" + logFormat + "'; allowed: json, console."));
    }

    /** The settings of the log for this configuration. */
    LogSettings settings(Config config) {
        LogSettings usual = LogSettings.defaults();
        LogFormat asked = config.logFormat();
        if (asked == null) {
            return usual;
        }
        return switch (asked) {
            case JSON ->
                    new LogSettings(
                            LogSettings.Format.JSON, false, usual.level(), usual.waitingMost());
            case CONSOLE ->
                    new LogSettings(
                            LogSettings.Format.CONSOLE,
                            usual.colour(),
                            usual.level(),
                            usual.waitingMost());
        };
    }
}
