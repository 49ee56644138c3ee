package org.llamaorch.bdd.document;

/** The list of modules in the project's README; the rest of it is written by hand. */
final class ModuleIndex implements SuiteDocument {

    private static final KeptPart MODULES = new KeptPart("modules");

    @Override
    public String path() {
        return "README.md";
    }

    @Override
    public String text(SuiteFacts facts) {
        StringBuilder index = new StringBuilder("\n| module | |\n|---|---|\n");
        for (Module module : facts.modules()) {
            index.append(
                    "| [%s](%s/README.md) | %s |\n"
                            .formatted(
                                    module.name(),
                                    module.name(),
                                    SuiteFacts.cell(module.description())));
        }
        return MODULES.replacedIn(facts.tree().read(path()), index.append('\n').toString());
    }
}
