package org.llamaorch.bdd.document;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.llamaorch.bdd.breakage.Breakage;
import org.llamaorch.bdd.breakage.BreakageTable;
import org.llamaorch.bdd.survey.Behaviour;
import org.llamaorch.bdd.survey.NamedTest;
import org.llamaorch.bdd.survey.Requirement;
import org.llamaorch.bdd.survey.SourceTree;
import org.llamaorch.bdd.survey.Survey;
import org.llamaorch.bdd.survey.Survey.ScenarioText;
import org.llamaorch.bdd.survey.Surveyor;

/**
 * What the documents are written from.
 *
 * @param code by id the classes of the product that name it or where a breakage breaks it
 */
record SuiteFacts(
        SourceTree tree,
        Survey survey,
        List<Behaviour> behaviours,
        List<Requirement> requirements,
        List<NamedTest> tests,
        Map<String, TreeSet<String>> code,
        BreakageTable breakages,
        List<Module> modules) {

    private static final Pattern ID =
            Pattern.compile("\\b(B-[A-Z]+|ORCH|LO|OC-[A-Z-]+|AUTH)-\\d+\\b");

    static SuiteFacts of(SourceTree tree) {
        Path table = tree.root().resolve(BreakageTable.PATH);
        return new SuiteFacts(
                tree,
                Surveyor.survey(),
                Behaviour.in(tree.read("contracts/behaviours.md")),
                Requirement.in(tree.read("contracts/requirements.yaml")),
                NamedTest.in(tree),
                code(tree),
                BreakageTable.of(Files.exists(table) ? tree.read(BreakageTable.PATH) : ""),
                Module.in(tree));
    }

    private static Map<String, TreeSet<String>> code(SourceTree tree) {
        Map<String, TreeSet<String>> code = new TreeMap<>();
        for (Path source : tree.sources("main")) {
            if (source.startsWith(tree.root().resolve("bdd"))) {
                continue;
            }
            String type = String.valueOf(source.getFileName()).replace(".java", "");
            try {
                Matcher ids = ID.matcher(Files.readString(source));
                while (ids.find()) {
                    code.computeIfAbsent(ids.group(), _ -> new TreeSet<>()).add(type);
                }
            } catch (IOException cause) {
                throw new UncheckedIOException(cause);
            }
        }
        for (Breakage breakage : Breakage.all()) {
            code.computeIfAbsent(breakage.behaviour(), _ -> new TreeSet<>()).add(breakage.place());
        }
        return code;
    }

    List<ScenarioText> scenariosOf(String id) {
        return survey.scenarios().filter(scenario -> scenario.shows(id)).toList();
    }

    List<String> testsOf(String id) {
        return tests.stream().filter(test -> test.id().equals(id)).map(NamedTest::test).toList();
    }

    /** Scenarios and tests that show an id, for a cell of a table; empty when there is none. */
    String shownBy(String id) {
        String scenarios =
                scenariosOf(id).stream()
                        .map(scenario -> scenario.feature() + ": " + scenario.name())
                        .collect(Collectors.joining("; "));
        String named =
                testsOf(id).stream()
                        .map(test -> "`" + test + "`")
                        .collect(Collectors.joining(", "));
        return cell(
                scenarios.isEmpty() || named.isEmpty()
                        ? scenarios + named
                        : scenarios + "; " + named);
    }

    boolean isShown(Behaviour behaviour) {
        return behaviour.isShownByTest()
                ? !testsOf(behaviour.id()).isEmpty()
                : !scenariosOf(behaviour.id()).isEmpty();
    }

    boolean isTraced(Requirement requirement) {
        return !scenariosOf(requirement.id()).isEmpty() || !testsOf(requirement.id()).isEmpty();
    }

    /** Text that a cell of a table may hold. */
    static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
