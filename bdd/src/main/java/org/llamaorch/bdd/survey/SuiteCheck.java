package org.llamaorch.bdd.survey;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.llamaorch.bdd.survey.Survey.Match;
import org.llamaorch.bdd.survey.Survey.ScenarioText;
import org.llamaorch.bdd.survey.Survey.StepText;

/**
 * What is wrong with the suite itself: steps without a definition, with several, unused ones; ids
 * without a scenario or test, scenarios without an id, ids that nobody knows.
 */
public final class SuiteCheck {

    /** Behaviours that nothing shows yet, by why. */
    public static final Map<String, String> EXEMPT =
            Map.of("B-PM-009", "machines that join over the network are not part of it yet");

    private static final Pattern ID = Pattern.compile("[A-Z]+(-[A-Z0-9]+)*-\\d+");

    private final Survey survey;
    private final List<Behaviour> behaviours;
    private final List<Requirement> requirements;
    private final List<NamedTest> tests;

    public SuiteCheck(
            Survey survey,
            List<Behaviour> behaviours,
            List<Requirement> requirements,
            List<NamedTest> tests) {
        this.survey = survey;
        this.behaviours = List.copyOf(behaviours);
        this.requirements = List.copyOf(requirements);
        this.tests = List.copyOf(tests);
    }

    /** The check of the suite and the documents of a tree. */
    public static List<String> of(SourceTree tree) {
        Survey survey;
        try {
            survey = Surveyor.survey();
        } catch (RuntimeException broken) {
            // Cucumber reads no further when two steps have the same expression.
            return List.of("steps: " + String.valueOf(broken.getMessage()).replace('\n', ' '));
        }
        return new SuiteCheck(
                        survey,
                        Behaviour.in(tree.read("contracts/behaviours.md")),
                        Requirement.in(tree.read("contracts/requirements.yaml")),
                        NamedTest.in(tree))
                .findings();
    }

    /** One line each, empty when all is well. */
    public List<String> findings() {
        Set<String> found = new LinkedHashSet<>();
        steps(found);
        scenarios(found);
        behaviours(found);
        return new ArrayList<>(found);
    }

    private void steps(Set<String> found) {
        survey.scenarios()
                .forEach(scenario -> {
                    for (StepText step : scenario.steps()) {
                        if (step.match() != Match.ONE) {
                            found.add(
                                    scenario.place()
                                            + ": the step '"
                                            + step.text()
                                            + (step.match() == Match.NONE
                                                    ? "' has no definition"
                                                    : "' has several definitions"));
                        }
                    }
                });
        for (Survey.StepDefinition definition : survey.definitions()) {
            if (!definition.used()) {
                found.add(
                        "no scenario uses the step '"
                                + definition.pattern()
                                + "' of "
                                + definition.place());
            }
        }
    }

    private void scenarios(Set<String> found) {
        Set<String> known = behaviours.stream().map(Behaviour::id).collect(Collectors.toSet());
        requirements.forEach(requirement -> known.add(requirement.id()));
        survey.scenarios()
                .forEach(scenario -> {
                    if (scenario.tags().stream().noneMatch(known::contains)) {
                        found.add(
                                scenario.place()
                                        + ": the scenario '"
                                        + scenario.name()
                                        + "' names no behaviour or requirement");
                    }
                    unknown(scenario.place(), scenario.tags(), known, found);
                    twice(scenario, found);
                });
        for (NamedTest test : tests) {
            unknown(test.test(), List.of(test.id()), known, found);
        }
    }

    private static void unknown(
            String place, List<String> tags, Set<String> known, Set<String> found) {
        for (String tag : tags) {
            if (ID.matcher(tag).matches() && !known.contains(tag)) {
                found.add(place + ": nobody knows the id " + tag);
            }
        }
    }

    private static void twice(ScenarioText scenario, Set<String> found) {
        Set<String> seen = new HashSet<>();
        for (String tag : scenario.tags()) {
            if (!seen.add(tag)) {
                found.add(scenario.place() + ": the tag " + tag + " stands there twice");
            }
        }
    }

    private void behaviours(Set<String> found) {
        for (Behaviour behaviour : behaviours) {
            if (isShown(behaviour) == EXEMPT.containsKey(behaviour.id())) {
                found.add(
                        EXEMPT.containsKey(behaviour.id())
                                ? behaviour.id() + " is shown and needs no exemption"
                                : behaviour.id()
                                        + " has no "
                                        + (behaviour.isShownByTest() ? "test" : "scenario")
                                        + ": "
                                        + behaviour.text());
            }
        }
    }

    private boolean isShown(Behaviour behaviour) {
        return behaviour.isShownByTest()
                ? tests.stream().anyMatch(test -> test.id().equals(behaviour.id()))
                : survey.scenarios().anyMatch(scenario -> scenario.shows(behaviour.id()));
    }
}
