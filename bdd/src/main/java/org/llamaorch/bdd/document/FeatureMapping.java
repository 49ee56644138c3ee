package org.llamaorch.bdd.document;

import java.util.LinkedHashSet;
import java.util.Set;
import org.llamaorch.bdd.survey.Survey.FeatureText;
import org.llamaorch.bdd.survey.Survey.ScenarioText;

/** Feature, its scenarios, the code of their steps. */
final class FeatureMapping implements SuiteDocument {

    @Override
    public String path() {
        return "docs/feature-mapping.md";
    }

    @Override
    public String text(SuiteFacts facts) {
        StringBuilder text = new StringBuilder("# Features, scenarios, steps\n\n");
        text.append(NOTE)
                .append(
                        " Steps are methods of `org.llamaorch.bdd.steps`, in the order in which a"
                                + " scenario first uses them.\n");
        facts.survey().features().stream()
                .sorted(java.util.Comparator.comparing(FeatureText::name))
                .forEach(feature -> write(feature, text));
        return text.toString();
    }

    private static void write(FeatureText feature, StringBuilder text) {
        text.append("\n## ").append(feature.name()).append("\n\n`").append(feature.file());
        text.append("`\n\n| scenario | ids | steps |\n|---|---|---|\n");
        for (ScenarioText scenario : feature.scenarios()) {
            Set<String> steps = new LinkedHashSet<>();
            scenario.steps().forEach(step -> step.code().ifPresent(steps::add));
            text.append(
                    "| %s%s | %s | %s |\n"
                            .formatted(
                                    SuiteFacts.cell(scenario.name()),
                                    scenario.rows() > 1 ? " (" + scenario.rows() + " rows)" : "",
                                    String.join(" ", scenario.tags()),
                                    String.join(", ", steps)));
        }
    }
}
