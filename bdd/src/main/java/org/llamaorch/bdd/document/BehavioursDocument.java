package org.llamaorch.bdd.document;

import java.util.TreeSet;
import java.util.stream.Collectors;
import org.llamaorch.bdd.survey.Behaviour;
import org.llamaorch.bdd.survey.SuiteCheck;

/** Behaviour, the scenarios and tests that show it, the code that does it. */
final class BehavioursDocument implements SuiteDocument {

    @Override
    public String path() {
        return "docs/behaviours.md";
    }

    @Override
    public String text(SuiteFacts facts) {
        StringBuilder text = new StringBuilder("# Behaviours, and what shows them\n\n");
        text.append(NOTE)
                .append(
                        " The behaviours themselves are in"
                                + " [contracts/behaviours.md](../contracts/behaviours.md). Code is what"
                                + " names the behaviour, and the methods where a [breakage](breakages.md)"
                                + " breaks it.\n");
        String group = "";
        for (Behaviour behaviour : facts.behaviours()) {
            if (!behaviour.group().equals(group)) {
                group = behaviour.group();
                text.append("\n## ").append(group).append("\n\n");
                text.append("| id | behaviour | shown by | code |\n|---|---|---|---|\n");
            }
            String why = SuiteCheck.EXEMPT.get(behaviour.id());
            text.append(
                    "| %s | %s | %s | %s |\n"
                            .formatted(
                                    behaviour.id(),
                                    behaviour.text(),
                                    why == null ? facts.shownBy(behaviour.id()) : "not yet: " + why,
                                    facts
                                            .code()
                                            .getOrDefault(behaviour.id(), new TreeSet<>())
                                            .stream()
                                            .map(place -> "`" + place + "`")
                                            .collect(Collectors.joining(", "))));
        }
        return text.toString();
    }
}
