package org.llamaorch.cli;

import picocli.CommandLine.Command;

/**
 * The test engine's line in the list of commands; {@link Main} hands its arguments over as they
 * are.
 */
@Command(
        name = FaultEngineCommand.NAME,
        description = "Runs an engine for tests, which fails as scripted; its own --help says how.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  llama-orch fault-engine --help",
            "  llama-orch fault-engine --port 9000 --slots 2"
        })
final class FaultEngineCommand implements Runnable {

    static final String NAME = "fault-engine";

    @Override
    public void run() {
        throw new IllegalStateException("Main runs the engine itself");
    }
}
