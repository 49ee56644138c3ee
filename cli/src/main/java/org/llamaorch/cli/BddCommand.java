package org.llamaorch.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Runs the behaviour suite. */
@Command(
        name = "bdd",
        customSynopsis =
                "llama-orch bdd [--check | --record | --breakages [NAME...] | [PATH...] [CUCUMBER-ARGUMENT...]]",
        description =
                "Runs the behaviour suite over HTTP, against a daemon that it starts or the one "
                        + "that LLORCH_BDD_TARGET_URL names. PATH is a feature file or a folder of them; "
                        + "without one, LLORCH_BDD_FEATURE_PATH, else all. Further arguments go to "
                        + "Cucumber. With --check nothing is run: it tells of steps that are undefined, "
                        + "ambiguous or unused, of behaviours that no scenario shows, and of scenarios "
                        + "that name none. With --breakages the product is broken on purpose, in one "
                        + "place after the other, to see that the scenarios notice; the table is "
                        + "docs/breakages.md. A run leaves a report and the proof of what each scenario "
                        + "saw in bdd/target/suite. With --record all features are run and how it went is kept "
                        + "in docs/last-full-run.json, for docs/completion-report.md.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  llama-orch bdd",
            "  llama-orch bdd --check",
            "  llama-orch bdd --record && llama-orch regen",
            "  llama-orch bdd --breakages full-queue-takes-all",
            "  llama-orch bdd bdd/src/main/resources/features/sse-details.feature",
            "  LLORCH_BDD_TARGET_URL=http://127.0.0.1:8080 llama-orch bdd"
        })
final class BddCommand implements Callable<Integer> {

    @Unmatched private final List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Project project = Project.require("bdd");
        return SuiteRun.of(project, arguments).exitCode();
    }
}
