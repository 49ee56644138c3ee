package org.llamaorch.cli;

import java.util.Arrays;
import org.llamaorch.engines.fault.FaultEngine;
import picocli.CommandLine;

/** The program: parses the command line, runs the command, turns failures into one sentence. */
public final class Main {

    private static final int HELP_WIDTH = 100;

    private Main() {}

    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals(FaultEngineCommand.NAME)) {
            // Its options, --help among them, are its own; it ends the process by itself.
            FaultEngine.main(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        System.exit(run(args));
    }

    /** Runs one command line. Returns its exit code, see {@link ExitCode}. */
    static int run(String... args) {
        return LlamaOrch.commandLine(args)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(HELP_WIDTH)
                .setExecutionExceptionHandler(Main::explain)
                .execute(args);
    }

    private static int explain(
            Exception failure, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        if (failure instanceof CommandFailure expected) {
            command.getErr().println("llama-orch: " + expected.getMessage());
            return expected.exitCode();
        }
        throw failure;
    }
}
