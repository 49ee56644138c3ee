package org.llamaorch.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Kills real daemons at random moments and counts the promises that broke. */
@Command(
        name = "chaos",
        description =
                "Kills a daemon (SIGKILL) again and again at random moments under random load, "
                        + "and counts what was accepted, lost, ended twice, told a token after its "
                        + "cancel, or changed on resume. Exit code 1 when anything broke. The same seed "
                        + "draws the same load.",
        footerHeading = "%nExamples:%n",
        footer = {"  llama-orch chaos", "  llama-orch chaos --kills 1000 --seed 7"})
final class ChaosCommand implements Callable<Integer> {

    @Option(
            names = "--kills",
            paramLabel = "N",
            description = "how often (default: ${DEFAULT-VALUE})",
            defaultValue = "25")
    private int kills = 25;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "of everything random (default: drawn)")
    private @Nullable Long seed;

    @Option(names = "--keep", description = "keeps the daemons' folders, for a look at what broke")
    private boolean keep;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--kills", Integer.toString(kills)));
        if (seed != null) {
            arguments.addAll(List.of("--seed", Long.toString(seed)));
        }
        if (keep) {
            arguments.add("--keep");
        }
        return BehaviourPrograms.of(Project.require("chaos"))
                .run("org.llamaorch.bdd.chaos.Chaos", arguments, System.out::println);
    }
}
