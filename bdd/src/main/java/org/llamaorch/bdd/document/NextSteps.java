package org.llamaorch.bdd.document;

import org.llamaorch.bdd.breakage.Breakage;
import org.llamaorch.bdd.survey.Behaviour;
import org.llamaorch.bdd.survey.Requirement;
import org.llamaorch.bdd.survey.SuiteCheck;

/** What is still to be shown. */
final class NextSteps implements SuiteDocument {

    @Override
    public String path() {
        return "docs/next-steps.md";
    }

    @Override
    public String text(SuiteFacts facts) {
        StringBuilder text = new StringBuilder("# Next steps\n\n").append(NOTE).append('\n');
        text.append("\n## Behaviours that nothing shows\n\n");
        int before = text.length();
        for (Behaviour behaviour : facts.behaviours()) {
            if (!facts.isShown(behaviour)) {
                text.append("- ").append(behaviour.id()).append(": ").append(behaviour.text());
                String why = SuiteCheck.EXEMPT.get(behaviour.id());
                text.append(why == null ? "\n" : " (" + why + ")\n");
            }
        }
        orNone(text, before);
        text.append("\n## Requirements that no scenario or test names\n\n");
        before = text.length();
        for (Requirement requirement : facts.requirements()) {
            if (!facts.isTraced(requirement)) {
                text.append("- ").append(requirement.id()).append(": ");
                text.append(requirement.title()).append('\n');
            }
        }
        orNone(text, before);
        text.append("\n## Breakages that were not run or not caught\n\n");
        before = text.length();
        for (Breakage breakage : Breakage.all()) {
            if (!facts.breakages().isCaught(breakage.name())) {
                text.append("- `").append(breakage.name()).append("` (");
                text.append(breakage.behaviour()).append("): ");
                text.append(breakage.defect()).append('\n');
            }
        }
        orNone(text, before);
        return text.toString();
    }

    private static void orNone(StringBuilder text, int before) {
        if (text.length() == before) {
            text.append("None.\n");
        }
    }
}
