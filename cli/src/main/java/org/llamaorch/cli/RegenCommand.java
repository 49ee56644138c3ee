package org.llamaorch.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Writes the documents that are derived from the sources and the suite. */
@Command(
        name = "regen",
        description =
                "Writes the documents that are derived anew: docs/behaviours.md, "
                        + "docs/feature-mapping.md, docs/traceability.md, docs/completion-report.md and "
                        + "docs/next-steps.md. The tests fail while one of them is not as it would be "
                        + "written. What the completion report says of the last full run is read from "
                        + "bdd/target/suite, where the suite leaves it.",
        footerHeading = "%nExample:%n",
        footer = "  llama-orch regen")
final class RegenCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException, InterruptedException {
        return BehaviourPrograms.of(Project.require("regen"))
                .run("org.llamaorch.bdd.document.Regen", List.of(), System.out::println);
    }
}
