package org.llamaorch.cli;

import java.util.concurrent.Callable;
import org.llamaorch.orchestrator.config.ConfigReader;
import picocli.CommandLine.Command;

/** Prints the JSON Schema of the configuration file. */
@Command(
        name = "schema",
        description =
                "Prints the JSON Schema of llama-orch.yaml; editors complete and check with it.",
        footerHeading = "%nExample:%n",
        footer = "  llama-orch config schema > llama-orch.schema.json")
final class ConfigSchemaCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        System.out.println(ConfigReader.schema());
        return ExitCode.OK;
    }
}
