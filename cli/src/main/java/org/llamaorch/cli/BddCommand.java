package org.llamaorch.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs the behaviour suite. */
@Command(
        name = "bdd",
        description = {
            "Runs the behaviour suite over HTTP, against a daemon that it starts or the one that",
            "LLORCH_BDD_TARGET_URL names."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  llama-orch bdd",
            "  llama-orch bdd bdd/src/main/resources/features/streaming.feature",
            "  LLORCH_BDD_TARGET_URL=http://127.0.0.1:8080 llama-orch bdd"
        })
final class BddCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "PATH",
            description = "a feature file or a folder of them (LLORCH_BDD_FEATURE_PATH; all)")
    private @Nullable String path;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Project project = Project.require("bdd");
        return (path == null ? SuiteRun.of(project) : SuiteRun.of(project, path)).exitCode();
    }
}
