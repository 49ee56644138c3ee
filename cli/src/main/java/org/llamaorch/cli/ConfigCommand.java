package org.llamaorch.cli;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The configuration: check it, show what comes of it, print its schema, have it read again. */
@Command(
        name = "config",
        description = "Checks and shows the configuration, or has the service read it again.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ConfigCheckCommand.class,
            ConfigShowCommand.class,
            ConfigSchemaCommand.class,
            ConfigReloadCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  llama-orch config check --config pools.yaml",
            "  llama-orch config show",
            "  llama-orch config schema > llama-orch.schema.json",
            "  llama-orch config reload"
        })
final class ConfigCommand implements Runnable {

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                requireNonNull(spec).commandLine(),
                "a command is missing; try: llama-orch config check");
    }
}
