package org.llamaorch.bdd.document;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.llamaorch.bdd.breakage.Breakage;
import org.llamaorch.bdd.breakage.BreakageTable;
import org.llamaorch.bdd.report.LastFullRun;
import org.llamaorch.bdd.survey.SuiteCheck;
import org.llamaorch.bdd.survey.Survey.ScenarioText;

/** How much there is of everything, and how the last full run ended. */
final class CompletionReport implements SuiteDocument {

    private static final String RUN = "Last full run: ";

    @Override
    public String path() {
        return "docs/completion-report.md";
    }

    @Override
    public String text(SuiteFacts facts) {
        long scenarios = facts.survey().scenarios().mapToInt(ScenarioText::rows).sum();
        long steps =
                facts.survey()
                        .scenarios()
                        .mapToInt(scenario -> scenario.rows() * scenario.steps().size())
                        .sum();
        long shown = facts.behaviours().stream().filter(facts::isShown).count();
        long traced = facts.requirements().stream().filter(facts::isTraced).count();
        StringBuilder text = new StringBuilder("# Completion report\n\n");
        text.append(NOTE).append("\n\n| | |\n|---|---|\n");
        row(text, "features", facts.survey().features().size());
        row(text, "scenarios", scenarios);
        row(text, "steps", steps);
        row(text, "step definitions", facts.survey().definitions().size());
        text.append(
                "| behaviours shown | %d of %d |\n".formatted(shown, facts.behaviours().size()));
        text.append(
                "| behaviours exempt | %s |\n"
                        .formatted(String.join(", ", SuiteCheck.EXEMPT.keySet())));
        text.append(
                "| requirements traced | %d of %d |\n"
                        .formatted(traced, facts.requirements().size()));
        text.append(
                "| [breakages](%s) caught | %d of %d |\n"
                        .formatted(
                                BreakageTable.PATH.replace("docs/", ""),
                                facts.breakages().caught(),
                                Breakage.all().size()));
        text.append('\n').append(lastRun(facts)).append('\n');
        return text.toString();
    }

    private static void row(StringBuilder text, String what, long count) {
        text.append("| %s | %d |\n".formatted(what, count));
    }

    /** As the run left it, else as the document that is kept tells it. */
    private String lastRun(SuiteFacts facts) {
        Path kept = facts.tree().root().resolve(path());
        try {
            String told =
                    Files.exists(kept)
                            ? Files.readString(kept)
                                    .lines()
                                    .filter(line -> line.startsWith(RUN))
                                    .findFirst()
                                    .orElse(RUN + "none yet.")
                            : RUN + "none yet.";
            return LastFullRun.find(facts.tree()).map(run -> RUN + run).orElse(told);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
