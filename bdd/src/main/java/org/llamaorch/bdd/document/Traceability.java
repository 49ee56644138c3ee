package org.llamaorch.bdd.document;

import java.util.TreeSet;
import java.util.stream.Collectors;
import org.llamaorch.bdd.survey.Requirement;

/** Requirement, the behaviours that its scenarios show, the scenarios. */
final class Traceability implements SuiteDocument {

    @Override
    public String path() {
        return "docs/traceability.md";
    }

    @Override
    public String text(SuiteFacts facts) {
        StringBuilder text = new StringBuilder("# Requirements, and what shows them\n\n");
        text.append(NOTE)
                .append(
                        " The requirements themselves are in"
                                + " [contracts/requirements.yaml](../contracts/requirements.yaml).\n\n");
        text.append(
                "| id | level | requirement | behaviours | shown by |\n|---|---|---|---|---|\n");
        for (Requirement requirement : facts.requirements()) {
            text.append(
                    "| %s | %s | %s | %s | %s |\n"
                            .formatted(
                                    requirement.id(),
                                    requirement.level(),
                                    SuiteFacts.cell(title(requirement)),
                                    facts.scenariosOf(requirement.id()).stream()
                                            .flatMap(scenario -> scenario.tags().stream())
                                            .filter(tag -> tag.startsWith("B-"))
                                            .collect(Collectors.toCollection(TreeSet::new))
                                            .stream()
                                            .collect(Collectors.joining(" ")),
                                    facts.shownBy(requirement.id())));
        }
        return text.toString();
    }

    private static String title(Requirement requirement) {
        return requirement.note().isEmpty()
                ? requirement.title()
                : requirement.title() + " (" + requirement.note() + ")";
    }
}
