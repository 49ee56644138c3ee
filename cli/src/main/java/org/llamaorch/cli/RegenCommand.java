package org.llamaorch.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.llamaorch.cli.reference.ReferenceDocument;
import picocli.CommandLine.Command;

/**
 * Writes the documents that are derived from the sources and the suite: the references in this
 * process, which knows what they tell of; those about the suite in the suite's.
 */
@Command(
        name = "regen",
        description =
                "Writes the documents that are derived anew: the references below docs/reference, "
                        + "docs/behaviours.md, docs/feature-mapping.md, docs/traceability.md, "
                        + "docs/completion-report.md, docs/next-steps.md, each module's README.md and "
                        + "the list of modules in the project's. The tests fail while one of them is "
                        + "not as it would be written.",
        footerHeading = "%nExample:%n",
        footer = "  llama-orch regen")
final class RegenCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException, InterruptedException {
        Project project = Project.require("regen");
        for (ReferenceDocument document : ReferenceDocument.of(LlamaOrch.commandLine())) {
            Path file = project.root().resolve(document.path());
            if (!Files.exists(file) || !Files.readString(file).equals(document.text())) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, document.text());
                System.out.println("wrote " + document.path());
            }
        }
        return BehaviourPrograms.of(project)
                .run("org.llamaorch.bdd.document.Regen", List.of(), System.out::println);
    }
}
