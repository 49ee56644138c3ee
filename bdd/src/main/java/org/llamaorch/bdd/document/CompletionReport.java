package org.llamaorch.bdd.document;

import org.llamaorch.bdd.breakage.Breakage;
import org.llamaorch.bdd.breakage.BreakageTable;
import org.llamaorch.bdd.report.LastFullRun;
import org.llamaorch.bdd.report.LastFullRun.FeatureRun;
import org.llamaorch.bdd.survey.SuiteCheck;
import org.llamaorch.bdd.survey.Survey.ScenarioText;

/** How much there is of everything, and how the last full run ended. */
final class CompletionReport implements SuiteDocument {

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
        text.append("\n## The last full run\n\n");
        LastFullRun.find(facts.tree())
                .ifPresentOrElse(
                        run -> lastRun(run, scenarios, text),
                        () -> text.append("None is recorded: `./llama-orch bdd --record`.\n"));
        return text.toString();
    }

    private static void row(StringBuilder text, String what, long count) {
        text.append("| %s | %d |\n".formatted(what, count));
    }

    private static void lastRun(LastFullRun run, long scenarios, StringBuilder text) {
        text.append("As `./llama-orch bdd --record` recorded it in [last-full-run.json](");
        text.append(LastFullRun.PATH.replace("docs/", "")).append("): ");
        text.append(
                "%d features, %d scenarios passed, %d failed, %d skipped, %d steps passed, in %d s."
                        .formatted(
                                run.features().size(),
                                run.passed(),
                                run.failed(),
                                run.skipped().size(),
                                run.steps(),
                                run.seconds()));
        int then = run.passed() + run.failed() + run.skipped().size();
        if (then != scenarios) {
            text.append(" There were %d scenarios then.".formatted(then));
        }
        text.append(" Scenarios run side by side, so the seconds below are more than that.\n");
        for (String each : run.skipped()) {
            text.append("\n- skipped: ").append(each.replace('\n', ' '));
        }
        text.append(run.skipped().isEmpty() ? "" : "\n");
        text.append("\n| feature | passed | failed | skipped | steps | s |\n");
        text.append("|---|---|---|---|---|---|\n");
        for (FeatureRun each : run.features()) {
            text.append(
                    "| %s | %d | %d | %d | %d | %d |\n"
                            .formatted(
                                    SuiteFacts.cell(each.name()),
                                    each.passed(),
                                    each.failed(),
                                    each.skipped(),
                                    each.steps(),
                                    each.seconds()));
        }
    }
}
