package org.llamaorch.bdd.document;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.llamaorch.bdd.survey.Requirement;

/** What a module is for, what it offers, what it carries, what it stands on. */
final class ModuleReadme implements SuiteDocument {

    private static final KeptPart BY_HAND = new KeptPart("by hand");

    private final Module module;

    ModuleReadme(Module module) {
        this.module = module;
    }

    @Override
    public String path() {
        return module.name() + "/README.md";
    }

    @Override
    public String text(SuiteFacts facts) {
        StringBuilder text = new StringBuilder("# " + module.name() + "\n\n");
        text.append(module.description()).append("\n\n").append(BY_HAND.begin());
        text.append(BY_HAND.in(facts.tree(), path())).append(BY_HAND.end());
        fits(facts, text);
        packages(text);
        requirements(facts, text);
        text.append(
                "\nWritten by `./llama-orch regen` from pom.xml and package-info.java; changes");
        text.append(" by hand are lost, but for what stands between its marks.\n");
        return text.toString();
    }

    private void fits(SuiteFacts facts, StringBuilder text) {
        List<String> users =
                facts.modules().stream()
                        .filter(each -> each.standsOn().contains(module.name()))
                        .map(Module::name)
                        .toList();
        text.append("\n## How it fits\n\n| | |\n|---|---|\n");
        text.append("| stands on | ").append(links(module.standsOn(), "no other module"));
        text.append(" |\n| is used by | ").append(links(users, "no other module"));
        text.append(" |\n| libraries | ");
        text.append(module.libraries().isEmpty() ? "none" : String.join(", ", module.libraries()));
        text.append(" |\n");
    }

    private static String links(List<String> modules, String none) {
        return modules.isEmpty()
                ? none
                : modules.stream()
                        .map(each -> "[%s](../%s/README.md)".formatted(each, each))
                        .collect(Collectors.joining(", "));
    }

    private void packages(StringBuilder text) {
        text.append(
                "\n## What it offers\n\nIts packages, and of each the types that others see.\n");
        text.append("\n| package | what it is | public types |\n|---|---|---|\n");
        for (PackageText each : module.packages()) {
            text.append(
                    "| [`%s`](src/main/java/%s) | %s | %s |\n"
                            .formatted(
                                    each.name(),
                                    each.name().replace('.', '/'),
                                    SuiteFacts.cell(each.summary()),
                                    each.types().stream()
                                            .map(type -> "`" + type + "`")
                                            .collect(Collectors.joining(", "))));
        }
    }

    private void requirements(SuiteFacts facts, StringBuilder text) {
        Map<String, StringJoiner> carried = new LinkedHashMap<>();
        for (PackageText each : module.packages()) {
            for (String id : each.requirements()) {
                carried.computeIfAbsent(id, _ -> new StringJoiner(", "))
                        .add("`" + each.name().replaceFirst("^org\\.llamaorch\\.", "") + "`");
            }
        }
        text.append("\n## Requirements that it carries\n\n");
        if (carried.isEmpty()) {
            text.append("None.\n");
            return;
        }
        text.append("[traceability.md](../docs/traceability.md) tells what shows each.\n\n");
        text.append("| id | requirement | by |\n|---|---|---|\n");
        for (Requirement requirement : facts.requirements()) {
            StringJoiner by = carried.get(requirement.id());
            if (by != null) {
                text.append(
                        "| %s | %s%s | %s |\n"
                                .formatted(
                                        requirement.id(),
                                        SuiteFacts.cell(requirement.title()),
                                        facts.isTraced(requirement) ? "" : " (not shown yet)",
                                        by));
            }
        }
    }
}
