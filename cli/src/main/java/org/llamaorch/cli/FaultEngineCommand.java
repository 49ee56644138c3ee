package org.llamaorch.cli;

import java.util.Arrays;
import java.util.concurrent.Callable;
import org.llamaorch.engines.fault.FaultEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Runs the test engine, which speaks llama.cpp's and the OpenAI protocol and fails as scripted. */
@Command(
        name = "fault-engine",
        description = {
            "Runs the test engine: llama.cpp's and the OpenAI protocol with scripted tokens, delays",
            "and failures. Its arguments go to it as they are."
        },
        footerHeading = "%nExample:%n",
        footer = "  llama-orch fault-engine --port 8081")
final class FaultEngineCommand implements Callable<Integer> {

    @Unmatched private String[] arguments = {};

    @Override
    public Integer call() throws Exception {
        FaultEngine.main(Arrays.copyOf(arguments, arguments.length));
        Thread.currentThread().join();
        return ExitCode.OK;
    }
}
